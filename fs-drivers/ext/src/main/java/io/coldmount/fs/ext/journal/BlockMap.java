package io.coldmount.fs.ext.journal;

import java.util.Arrays;

/**
 * A table from block numbers of the volume to 64-bit values, without an object for each entry: open
 * addressing, 16 bytes a slot.
 */
final class BlockMap {

  /**
   * The most entries: 4 GiB of journalled blocks of 2 KiB, or 8 GiB of 4 KiB, far more than any
   * guest leaves behind, in 64 MiB. A hostile log can claim more.
   */
  static final int LIMIT = 1 << 21;

  private static final long FREE = -1; // no block: those of a volume lie below 2^63

  private long[] blocks = new long[256];
  private long[] values = new long[256];
  private int size;

  BlockMap() {
    Arrays.fill(blocks, FREE);
  }

  int size() {
    return size;
  }

  /** Whether a further block could be one too many. */
  boolean isFull() {
    return size >= LIMIT;
  }

  /** The value of {@code block}, or {@code absent}. */
  long get(long block, long absent) {
    int slot = slot(block, blocks);
    return blocks[slot] == FREE ? absent : values[slot];
  }

  /** Sets the value of {@code block}, 0 or more. */
  void put(long block, long value) {
    int slot = slot(block, blocks);
    if (blocks[slot] == FREE) {
      blocks[slot] = block;
      size++;
    }
    values[slot] = value;
    if (size > blocks.length / 2) {
      grow();
    }
  }

  private void grow() {
    long[] newBlocks = new long[blocks.length * 2];
    long[] newValues = new long[blocks.length * 2];
    Arrays.fill(newBlocks, FREE);
    for (int i = 0; i < blocks.length; i++) {
      if (blocks[i] != FREE) {
        int slot = slot(blocks[i], newBlocks);
        newBlocks[slot] = blocks[i];
        newValues[slot] = values[i];
      }
    }
    blocks = newBlocks;
    values = newValues;
  }

  /** Ends: at most half of the slots are in use. */
  private static int slot(long block, long[] blocks) {
    int mask = blocks.length - 1;
    int slot = (int) ((block * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (blocks[slot] != FREE && blocks[slot] != block) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The blocks in ascending order. */
  long[] sortedBlocks() {
    long[] sorted = new long[size];
    int count = 0;
    for (long block : blocks) {
      if (block != FREE) {
        sorted[count++] = block;
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }
}
