package io.coldmount.fs.fat;

import io.coldmount.fs.FileName;
import org.jspecify.annotations.Nullable;

/** Names between UTF-16, as the format stores them, and the bytes a user sees. */
final class Wtf8 {

  private Wtf8() {}

  static FileName encode(String name) {
    byte[] units = new byte[2 * name.length()];
    for (int i = 0; i < name.length(); i++) {
      units[2 * i] = (byte) name.charAt(i);
      units[2 * i + 1] = (byte) (name.charAt(i) >> 8);
    }
    return FileName.ofUtf16le(units, 0, name.length());
  }

  /** The UTF-16 units of {@code name}, or null if it is not WTF-8: then no file has it. */
  static @Nullable String decode(FileName name) {
    var units = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); ) {
      int first = name.at(i) & 0xFF;
      int size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
      int point = size == 1 ? first : first & (0x7F >> size);
      if ((first >= 0x80 && first < 0xC2) || first > 0xF4 || name.length() - i < size) {
        return null;
      }
      for (int k = 1; k < size; k++) {
        int next = name.at(i + k) & 0xFF;
        if ((next & 0xC0) != 0x80) {
          return null;
        }
        point = (point << 6) | (next & 0x3F);
      }
      if (point > Character.MAX_CODE_POINT || point < least(size)) {
        return null;
      }
      units.appendCodePoint(point);
      i += size;
    }
    return units.toString();
  }

  private static int least(int size) {
    return switch (size) {
      case 1 -> 0;
      case 2 -> 0x80;
      case 3 -> 0x800;
      default -> 0x10000;
    };
  }
}
