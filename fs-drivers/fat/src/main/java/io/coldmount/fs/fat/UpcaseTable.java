package io.coldmount.fs.fat;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * The table by which exFAT compares names: each unit of UTF-16 in upper case. Specification: exFAT,
 * section 7.2.5.
 */
final class UpcaseTable {

  /** Not compressed, the table has two bytes for each of 65,536 units. */
  static final int MOST_BYTES = 2 * 65_536;

  private static final int SKIP = 0xFFFF;

  private final char[] upper;

  private UpcaseTable(char[] upper) {
    this.upper = upper;
  }

  /** What is used where the volume's own is damaged. */
  static UpcaseTable builtIn() {
    char[] upper = new char[65_536];
    for (int unit = 0; unit < upper.length; unit++) {
      upper[unit] = Character.toUpperCase((char) unit);
    }
    return new UpcaseTable(upper);
  }

  /** Units that map to themselves may be left out: FFFF, and how many. */
  static UpcaseTable parse(ByteView b, long tableChecksum) throws CorruptException {
    int sum = checksum(b);
    b.require(sum == (int) tableChecksum, "the up-case table's TableChecksum", 0, sum);
    char[] upper = new char[65_536];
    int unit = 0;
    for (int i = 0; i + 1 < b.length() && unit < upper.length; i += 2) {
      int value = b.u16le(i);
      if (value == SKIP && i + 3 < b.length()) {
        i += 2;
        for (int left = b.u16le(i); left > 0 && unit < upper.length; left--) {
          upper[unit] = (char) unit;
          unit++;
        }
      } else {
        upper[unit++] = (char) value;
      }
    }
    for (; unit < upper.length; unit++) {
      upper[unit] = (char) unit;
    }
    return new UpcaseTable(upper);
  }

  private static int checksum(ByteView b) throws CorruptException {
    int sum = 0;
    for (int i = 0; i < b.length(); i++) {
      sum = Integer.rotateRight(sum, 1) + b.u8(i);
    }
    return sum;
  }

  char of(char unit) {
    return upper[unit];
  }
}
