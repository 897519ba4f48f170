package io.coldmount.fs.ntfs;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;

/** The volume's table of upper-case letters, {@code $UpCase}: one unit for each UTF-16 unit. */
final class UpCase {

  static final int SIZE = 1 << 16;

  private final char[] table;

  private UpCase(char[] table) {
    this.table = table;
  }

  /** The table of {@code bytes}; units behind its end are their own upper case. */
  static UpCase parse(String source, byte[] bytes) throws ImageException {
    if (bytes.length < 2 * 128 || bytes.length > 2 * SIZE) {
      throw new CorruptException(
          source, "$UpCase has " + bytes.length + " bytes, and 131072 are expected");
    }
    char[] table = new char[SIZE];
    String units = Utf16.decode(bytes);
    for (int i = 0; i < SIZE; i++) {
      table[i] = i < units.length() ? units.charAt(i) : (char) i;
    }
    return new UpCase(table);
  }

  /** What Unicode says, for a volume whose own table cannot be read. */
  static UpCase ofUnicode() {
    return Unicode.TABLE;
  }

  private static final class Unicode {
    static final UpCase TABLE = make();

    private static UpCase make() {
      char[] table = new char[SIZE];
      for (int i = 0; i < SIZE; i++) {
        table[i] = Character.toUpperCase((char) i);
      }
      return new UpCase(table);
    }
  }

  char of(char unit) {
    return table[unit];
  }

  boolean equalIgnoringCase(String a, String b) {
    if (a.length() != b.length()) {
      return false;
    }
    for (int i = 0; i < a.length(); i++) {
      if (table[a.charAt(i)] != table[b.charAt(i)]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Compares {@code name} with {@code count} little-endian units, ignoring case: the first key of
   * COLLATION_FILE_NAME.
   */
  int compare(String name, byte[] units, int offset, int count) {
    int common = Math.min(name.length(), count);
    for (int i = 0; i < common; i++) {
      int at = offset + 2 * i;
      char unit = (char) ((units[at] & 0xFF) | ((units[at + 1] & 0xFF) << 8));
      char own = name.charAt(i);
      if (own != unit) {
        int difference = table[own] - table[unit];
        if (difference != 0) {
          return difference;
        }
      }
    }
    return name.length() - count;
  }
}
