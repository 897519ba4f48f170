package io.coldmount.mountd.cli;

import io.coldmount.fs.FileName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Locale;

/**
 * Values as text for people. Guest text can hold anything, so what goes to a terminal is checked.
 */
final class Text {

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Text() {}

  /** {@code 4.0 GiB}. */
  static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** {@code 1 volume}, {@code 2 volumes}. */
  static String count(long number, String noun) {
    if (number == 1) {
      return "1 " + noun;
    }
    boolean consonantY = noun.endsWith("y") && !noun.endsWith("ey");
    return number + " " + (consonantY ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s");
  }

  /** The moment in UTC to the second: {@code 2026-01-31T23:59:59Z}. */
  static String seconds(Instant instant) {
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(20);
    pad(text, time.getYear(), 4).append('-');
    pad(text, time.getMonthValue(), 2).append('-');
    pad(text, time.getDayOfMonth(), 2).append('T');
    pad(text, time.getHour(), 2).append(':');
    pad(text, time.getMinute(), 2).append(':');
    return pad(text, time.getSecond(), 2).append('Z').toString();
  }

  /** The moment in UTC with nine digits of the second. */
  static String nanoseconds(Instant instant) {
    String text = seconds(instant);
    StringBuilder longer = new StringBuilder(text.substring(0, text.length() - 1)).append('.');
    return pad(longer, instant.get(ChronoField.NANO_OF_SECOND), 9).append('Z').toString();
  }

  private static StringBuilder pad(StringBuilder text, int value, int width) {
    String digits = Integer.toString(value);
    for (int i = digits.length(); i < width; i++) {
      text.append('0');
    }
    return text.append(digits);
  }

  /** One line without control characters, whatever a guest has put into it. */
  static String oneLine(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isControl(c)) {
        if (clean == null) {
          clean = new StringBuilder(text);
        }
        clean.setCharAt(i, '?');
      }
    }
    return clean == null ? text : clean.toString();
  }

  /** Control characters of terminals, and the marks that turn the direction of text around. */
  private static boolean isControl(char c) {
    return Character.isISOControl(c)
        || (c >= '\u2028' && c <= '\u202E')
        || (c >= '\u2066' && c <= '\u2069');
  }

  /** Whether the bytes are UTF-8, so that the text says all that they say. */
  static boolean isText(FileName name) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name.bytes()));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
