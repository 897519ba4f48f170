package io.coldmount.fs.ext.journal;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Goes over the log's own blocks in their order, wrapping at its end, at most once around. */
final class LogCursor {

  /**
   * A block of the log itself.
   *
   * @param index its place in the journal
   */
  record LogBlock(long index, BlockHeader header, ByteView bytes) {}

  private final BlockSource journal;
  private final JournalSuperblock superblock;
  private final int blockSize;
  private long next;
  private long remaining;
  private int sequence;

  LogCursor(BlockSource journal, JournalSuperblock superblock, int blockSize) {
    this.journal = journal;
    this.superblock = superblock;
    this.blockSize = blockSize;
    this.next = superblock.start();
    this.remaining = superblock.last() - superblock.first();
    this.sequence = superblock.sequence();
  }

  /** A cursor at the same place. */
  LogCursor(LogCursor other) {
    this.journal = other.journal;
    this.superblock = other.superblock;
    this.blockSize = other.blockSize;
    this.next = other.next;
    this.remaining = other.remaining;
    this.sequence = other.sequence;
  }

  /** The transaction the next block must belong to. */
  int sequence() {
    return sequence;
  }

  /** Goes on to the next transaction; its number may wrap. */
  void nextTransaction() {
    sequence++;
  }

  /** The next block, or null where the log ends: another sequence, other bytes, or all seen. */
  @Nullable LogBlock next() throws IOException {
    if (remaining <= 0) {
      return null;
    }
    long index = next;
    ByteView bytes = journal.view(index * blockSize, blockSize);
    BlockHeader header = BlockHeader.parse(bytes);
    if (!header.isLog() || header.sequence() != sequence) {
      return null;
    }
    skip(1);
    return new LogBlock(index, header, bytes);
  }

  /** Where the next block lies: the first data block, after a descriptor. */
  long position() {
    return next;
  }

  /** Whether {@code count} more blocks can lie in the log. */
  boolean has(long count) {
    return count <= remaining;
  }

  /** Goes past {@code count} data blocks. */
  void skip(long count) {
    next = superblock.wrap(next, count);
    remaining -= count;
  }
}
