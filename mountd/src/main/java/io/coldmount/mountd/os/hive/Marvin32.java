package io.coldmount.mountd.os.hive;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * The checksum of log entries. Algorithm: Niels Ferguson, "Marvin32" (US patent 8,555,041); seed:
 * regf specification, "Log entries".
 */
final class Marvin32 {

  private static final int SEED_LOW = 0x7A4E55C5;
  private static final int SEED_HIGH = 0x82EF4D88;

  private int low = SEED_LOW;
  private int high = SEED_HIGH;

  private Marvin32() {}

  /** The hash of the {@code count} bytes at {@code offset}. */
  static long of(ByteView b, int offset, int count) throws CorruptException {
    Marvin32 hash = new Marvin32();
    int end = offset + count;
    int at = offset;
    for (; end - at >= 4; at += 4) {
      hash.mix(b.i32le(at));
    }
    int last = 0x80;
    for (int i = end - 1; i >= at; i--) {
      last = last << 8 | b.u8(i);
    }
    hash.mix(last);
    hash.mix(0);
    return Integer.toUnsignedLong(hash.high) << 32 | Integer.toUnsignedLong(hash.low);
  }

  private void mix(int word) {
    low += word;
    high ^= low;
    low = Integer.rotateLeft(low, 20) + high;
    high = Integer.rotateLeft(high, 9) ^ low;
    low = Integer.rotateLeft(low, 27) + high;
    high = Integer.rotateLeft(high, 19);
  }
}
