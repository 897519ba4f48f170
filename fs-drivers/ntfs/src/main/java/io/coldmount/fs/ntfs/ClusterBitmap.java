package io.coldmount.fs.ntfs;

import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Counts bits of a bitmap that may be gigabytes long, without its holes. */
final class ClusterBitmap {

  private static final int PIECE = 256 << 10;

  private ClusterBitmap() {}

  /** How many of the first {@code bits} bits are 0; bits behind the end of the map are not. */
  static long zeros(Content map, long bits) throws IOException {
    long bytes = Math.min(map.size(), (bits + 7) / 8);
    ByteBuffer buffer = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
    long ones = 0;
    for (long at = 0; at < bytes; ) {
      Extent extent = map.extent(at, bytes - at);
      if (extent.isHole()) {
        at = extent.end();
        continue;
      }
      long end = extent.end();
      for (; at < end; at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(PIECE, end - at));
        map.read(at, buffer);
        buffer.flip();
        ones += ones(buffer, bits - at * 8);
      }
    }
    return Math.max(0, Math.min(bits, bytes * 8) - ones);
  }

  private static long ones(ByteBuffer buffer, long bits) {
    long ones = 0;
    int whole = (int) Math.min(buffer.limit() / 8, bits / 64);
    for (int i = 0; i < whole; i++) {
      ones += Long.bitCount(buffer.getLong(8 * i));
    }
    long left = Math.min(bits, 8L * buffer.limit());
    for (long bit = 64L * whole; bit < left; bit++) {
      ones += buffer.get((int) (bit >> 3)) >> (bit & 7) & 1;
    }
    return ones;
  }
}
