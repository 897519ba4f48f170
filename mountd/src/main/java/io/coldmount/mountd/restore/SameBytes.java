package io.coldmount.mountd.restore;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Compares ranges of a volume as two links of a chain show it: by where the bytes lie, and where
 * that differs by the bytes. What is found of a block is remembered. For one thread.
 */
final class SameBytes {

  /** What is remembered at most: two bits for each of so many blocks. */
  private static final long MOST_BLOCKS = 1 << 22;

  private static final int SMALLEST_BLOCK_BITS = 16;

  /** Read at once where bytes are compared, as what is next to them is asked for soon. */
  private static final int WINDOW = 16 * 1024;

  private static final int WINDOWS = 32;

  private final BlockSource before;
  private final BlockSource after;
  private final int blockBits;

  /** Blocks that were looked at, and those of them that lie in the same place in both. */
  private final BitSet seen = new BitSet();

  private final BitSet unmoved = new BitSet();
  private final Windows old;
  private final Windows now;

  /** Both have the same size. */
  SameBytes(BlockSource before, BlockSource after) {
    this.before = before;
    this.after = after;
    int bits = SMALLEST_BLOCK_BITS;
    while (after.size() >>> bits > MOST_BLOCKS) {
      bits++;
    }
    blockBits = bits;
    old = new Windows(before);
    now = new Windows(after);
  }

  /** Whether the range has the same bytes in both. */
  boolean in(long position, long length) throws IOException {
    long end = position + length;
    for (long at = position; at < end; ) {
      long stop = Math.min(end, ((at >>> blockBits) + 1) << blockBits);
      if (!isUnmoved((int) (at >>> blockBits)) && !compare(at, stop)) {
        return false;
      }
      at = stop;
    }
    return true;
  }

  private boolean isUnmoved(int block) throws IOException {
    if (!seen.get(block)) {
      long start = (long) block << blockBits;
      unmoved.set(block, isUnmoved(start, Math.min(after.size(), start + (1L << blockBits))));
      seen.set(block);
    }
    return unmoved.get(block);
  }

  private boolean isUnmoved(long start, long end) throws IOException {
    for (long at = start; at < end; ) {
      Extent one = before.extent(at, end - at);
      Extent two = after.extent(at, end - at);
      if (!isSamePlace(one, two)) {
        return false;
      }
      at = Math.min(one.end(), two.end());
    }
    return true;
  }

  /**
   * Of packed bytes the place does not tell which they are: the volume may begin elsewhere on its
   * disk, or a journal be laid over it.
   */
  private static boolean isSamePlace(Extent one, Extent two) {
    Extent.Storage left = one.stored();
    Extent.Storage right = two.stored();
    if (left == null || right == null) {
      return left == null && right == null;
    }
    return !left.file().isEmpty()
        && left.offset() == right.offset()
        && !left.packed()
        && !right.packed()
        && left.file().equals(right.file());
  }

  private boolean compare(long start, long end) throws IOException {
    for (long at = start; at < end; ) {
      Extent one = before.extent(at, end - at);
      Extent two = after.extent(at, end - at);
      long stop = Math.min(one.end(), two.end());
      if (!isSamePlace(one, two) && !compareBytes(at, stop)) {
        return false;
      }
      at = stop;
    }
    return true;
  }

  private boolean compareBytes(long start, long end) throws IOException {
    for (long at = start; at < end; ) {
      int length = (int) (Math.min(end, (at / WINDOW + 1) * WINDOW) - at);
      if (!old.bytes(at, length).equals(now.bytes(at, length))) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** The bytes of one state around what was asked for lately. */
  private static final class Windows {

    private final BlockSource source;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(WINDOW * WINDOWS);
    private final long[] starts = new long[WINDOWS];

    Windows(BlockSource source) {
      this.source = source;
      Arrays.fill(starts, -1);
    }

    /** Bytes that lie in one window. */
    ByteBuffer bytes(long position, int length) throws IOException {
      long start = position / WINDOW * WINDOW;
      int slot = (int) (position / WINDOW % WINDOWS);
      if (starts[slot] != start) {
        starts[slot] = -1;
        int room = (int) Math.min(WINDOW, source.size() - start);
        try {
          source.read(start, buffer.slice(slot * WINDOW, room));
          starts[slot] = start;
        } catch (IOException e) {
          return ByteBuffer.wrap(source.bytes(position, length)); // its neighbours cannot be read
        }
      }
      return buffer.slice(slot * WINDOW + (int) (position - start), length);
    }
  }
}
