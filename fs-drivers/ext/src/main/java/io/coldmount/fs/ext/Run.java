package io.coldmount.fs.ext;

/**
 * Blocks of a file that lie one after the other on the volume, or nowhere.
 *
 * @param first block in the file
 * @param count more than 0
 * @param physical first block on the volume, or {@link #NOTHING}
 */
record Run(long first, long count, long physical) {

  /** A hole, or blocks that are allocated and were never written: both read as zeros. */
  static final long NOTHING = -1;

  static Run nothing(long first, long end) {
    return new Run(first, end - first, NOTHING);
  }

  boolean isNothing() {
    return physical == NOTHING;
  }

  boolean contains(long block) {
    return block >= first && block - first < count;
  }

  long end() {
    return first + count;
  }
}
