package io.coldmount.fs.ntfs;

import io.coldmount.fs.FileName;
import org.jspecify.annotations.Nullable;

/** Names of the volume as UTF-16 units, which a {@link String} keeps even where they pair badly. */
final class Utf16 {

  private Utf16() {}

  /** The little-endian units of {@code bytes}; an odd last byte is dropped. */
  static String decode(byte[] bytes) {
    char[] units = new char[bytes.length / 2];
    for (int i = 0; i < units.length; i++) {
      units[i] = (char) ((bytes[2 * i] & 0xFF) | ((bytes[2 * i + 1] & 0xFF) << 8));
    }
    return new String(units);
  }

  static byte[] encode(String text) {
    byte[] bytes = new byte[2 * text.length()];
    for (int i = 0; i < text.length(); i++) {
      bytes[2 * i] = (byte) text.charAt(i);
      bytes[2 * i + 1] = (byte) (text.charAt(i) >> 8);
    }
    return bytes;
  }

  /** The name as WTF-8. */
  static FileName fileName(String text) {
    return FileName.ofUtf16le(encode(text), 0, text.length());
  }

  /** The units of a WTF-8 name, or null if it is not WTF-8: then no guest name equals it. */
  static @Nullable String units(FileName name) {
    int length = name.length();
    var out = new StringBuilder(length);
    for (int i = 0; i < length; ) {
      int lead = name.at(i++) & 0xFF;
      if (lead < 0x80) {
        out.append((char) lead);
        continue;
      }
      int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
      if (lead < 0xC2 || lead > 0xF4 || length - i < more) {
        return null;
      }
      int point = lead & (0x3F >> more);
      for (int k = 0; k < more; k++) {
        int next = name.at(i++) & 0xFF;
        if ((next & 0xC0) != 0x80) {
          return null;
        }
        point = (point << 6) | (next & 0x3F);
      }
      if (isOverlong(point, more) || point > Character.MAX_CODE_POINT) {
        return null;
      }
      out.appendCodePoint(point);
    }
    return out.toString();
  }

  private static boolean isOverlong(int point, int more) {
    return (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
  }
}
