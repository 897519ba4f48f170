package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The records of a pax extended header: {@code LENGTH KEY=VALUE\n}. Format: POSIX.1-2017, pax, "pax
 * Extended Header". Values are bytes, as attributes and the names of guests are no text.
 */
final class PaxRecords {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

  boolean isEmpty() {
    return bytes.size() == 0;
  }

  int size() {
    return bytes.size();
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  void add(String key, String value) {
    add(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  void add(String key, FileName value) {
    add(key.getBytes(StandardCharsets.UTF_8), value.bytes());
  }

  void add(byte[] key, byte[] value) {
    int rest = key.length + value.length + 3; // a space, an equals sign, a newline
    int length = rest + digits(rest);
    if (digits(length) > digits(rest)) {
      length++;
    }
    bytes.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
    bytes.write(' ');
    bytes.writeBytes(key);
    bytes.write('=');
    bytes.writeBytes(value);
    bytes.write('\n');
  }

  private static int digits(int number) {
    return Integer.toString(number).length();
  }

  /** A time in seconds with as many digits of the fraction as it has. */
  static String time(Instant instant) {
    long seconds = instant.getEpochSecond();
    int nanos = instant.getNano();
    if (nanos == 0) {
      return Long.toString(seconds);
    }
    boolean negative = seconds < 0;
    long whole = negative ? -(seconds + 1) : seconds;
    int fraction = negative ? 1_000_000_000 - nanos : nanos;
    String digits = Integer.toString(1_000_000_000 + fraction).substring(1);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return (negative ? "-" : "") + whole + "." + digits.substring(0, end);
  }
}
