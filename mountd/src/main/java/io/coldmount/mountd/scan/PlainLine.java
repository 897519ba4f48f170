package io.coldmount.mountd.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.coldmount.fs.FileName;
import org.jspecify.annotations.Nullable;

/**
 * The line of a clean file whose name needs no escapes, byte for byte as {@link ReportWriter} makes
 * it by Jackson. Nearly all lines are that, and are read and made in a tenth of the time; Jackson
 * has all others.
 *
 * @param volume in printable ASCII, as {@code path} is
 */
record PlainLine(String volume, String path) {

  private static final String VOLUME = "{\"record\":\"file\",\"volume\":\"";
  private static final String PATH = "\",\"path\":\"";
  private static final String SIZE = "\",\"size\":";
  private static final String MODIFIED = ",\"modified\":\"";
  private static final String CLEAN = "\",\"status\":\"clean\"";
  private static final String SAME_AS = ",\"sameAs\":\"";
  private static final String END = "}";

  /** More could be too large for a long. */
  private static final int MOST_DIGITS = 18;

  /** The line of {@code bytes} from {@code start} to {@code end}; null if it is none of these. */
  static @Nullable PlainLine parse(byte[] bytes, int start, int end) {
    int volume = after(VOLUME, bytes, start, end);
    int volumeEnd = plain(bytes, volume, end);
    int path = after(PATH, bytes, volumeEnd, end);
    int pathEnd = plain(bytes, path, end);
    int size = after(SIZE, bytes, pathEnd, end);
    int modified = after(MODIFIED, bytes, digits(bytes, size, end), end);
    int rest = after(CLEAN, bytes, plain(bytes, modified, end), end);
    int sameAs = after(SAME_AS, bytes, rest, end);
    if (sameAs >= 0) {
      rest = plain(bytes, sameAs, end) + 1; // its quotation mark
    }
    return rest > 0 && after(END, bytes, rest, end) == end
        ? new PlainLine(text(bytes, volume, volumeEnd), text(bytes, path, pathEnd))
        : null;
  }

  /** The line of a file, or null if it is none of these. */
  static @Nullable PlainLine of(String volume, FileName path) {
    for (int i = 0; i < path.length(); i++) {
      if (!isPlain(path.at(i))) {
        return null;
      }
    }
    for (int i = 0; i < volume.length(); i++) {
      if (!isPlain(volume.charAt(i))) {
        return null;
      }
    }
    byte[] bytes = path.bytes();
    return new PlainLine(volume, text(bytes, 0, bytes.length));
  }

  /** The line's bytes, with the line feed. */
  byte[] bytes(long size, String modified, String sameAs) {
    String text =
        VOLUME + volume + PATH + path + SIZE + size + MODIFIED + modified + CLEAN + SAME_AS
            + sameAs;
    return (text + "\"" + END + "\n").getBytes(ISO_8859_1);
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, ISO_8859_1);
  }

  /** Where {@code token}, which begins at {@code at}, ends; -1 if it does not stand there. */
  private static int after(String token, byte[] bytes, int at, int end) {
    if (at < 0 || end - at < token.length()) {
      return -1;
    }
    for (int i = 0; i < token.length(); i++) {
      if (bytes[at + i] != token.charAt(i)) {
        return -1;
      }
    }
    return at + token.length();
  }

  /** Where the text that begins at {@code at} ends; -1 if something else than a mark ends it. */
  private static int plain(byte[] bytes, int at, int end) {
    if (at < 0) {
      return -1;
    }
    int next = at;
    while (next < end && isPlain(bytes[next])) {
      next++;
    }
    return next < end && bytes[next] == '"' ? next : -1;
  }

  private static int digits(byte[] bytes, int at, int end) {
    if (at < 0) {
      return -1;
    }
    int next = at;
    while (next < end && bytes[next] >= '0' && bytes[next] <= '9') {
      next++;
    }
    int count = next - at;
    boolean isNumber = count == 1 || (count > 1 && count <= MOST_DIGITS && bytes[at] != '0');
    return isNumber ? next : -1;
  }

  private static boolean isPlain(int b) {
    return b >= ' ' && b < 0x7F && b != '"' && b != '\\';
  }
}
