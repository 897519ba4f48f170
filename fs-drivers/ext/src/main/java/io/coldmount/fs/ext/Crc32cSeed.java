package io.coldmount.fs.ext;

/**
 * Starts {@link java.util.zip.CRC32C} from any value. The class of the JDK is many times faster
 * than code of our own, but always begins with all ones; four bytes put before the data bring it
 * from there to any other state.
 */
final class Crc32cSeed {

  /** The Castagnoli polynomial, reflected. */
  private static final int POLYNOMIAL = 0x82F63B78;

  private Crc32cSeed() {}

  /** The four bytes after which the running value, begun with all ones, is {@code seed}. */
  static byte[] prefix(int seed) {
    // One step for a byte b is s' = (s >>> 8) ^ table[(s ^ b) & 0xFF]; the top bytes of the table's
    // entries all differ, so that each step can be undone from the top byte of s'.
    int state = seed;
    for (int i = 0; i < 4; i++) {
      int index = indexOfTopByte(state >>> 24);
      state = ((state ^ entry(index)) << 8) | index;
    }
    int bytes = ~state;
    return new byte[] {
      (byte) bytes, (byte) (bytes >>> 8), (byte) (bytes >>> 16), (byte) (bytes >>> 24)
    };
  }

  private static int indexOfTopByte(int top) {
    int index = 0;
    while (entry(index) >>> 24 != top) { // ends: the 256 entries have 256 different top bytes
      index++;
    }
    return index;
  }

  private static int entry(int index) {
    int value = index;
    for (int i = 0; i < 8; i++) {
      value = (value >>> 1) ^ ((value & 1) != 0 ? POLYNOMIAL : 0);
    }
    return value;
  }
}
