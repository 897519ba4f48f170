package io.coldmount.fs.ext.journal;

import io.coldmount.block.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads data blocks that follow each other in the log, several at once. */
final class DataBlocks {

  private static final int READ_SIZE = 256 * 1024;

  private final BlockSource journal;
  private final JournalSuperblock superblock;
  private final int blockSize;
  private final ByteBuffer buffer;
  private final int capacity;

  DataBlocks(BlockSource journal, JournalSuperblock superblock, int blockSize) {
    this.journal = journal;
    this.superblock = superblock;
    this.blockSize = blockSize;
    this.capacity = Math.max(1, READ_SIZE / blockSize);
    this.buffer = ByteBuffer.allocate(capacity * blockSize);
  }

  /** Takes a data block; its buffer is valid during the call. */
  @FunctionalInterface
  interface Sink {
    void block(int number, ByteBuffer bytes);
  }

  /** Gives {@code count} blocks from {@code first} on, numbered from 0. */
  void read(long first, int count, Sink sink) throws IOException {
    int done = 0;
    while (done < count) {
      long index = superblock.wrap(first, done);
      int run = (int) Math.min(Math.min(capacity, count - done), superblock.last() - index);
      journal.read(index * blockSize, buffer.clear().limit(run * blockSize));
      for (int i = 0; i < run; i++) {
        sink.block(done + i, buffer.slice(i * blockSize, blockSize));
      }
      done += run;
    }
  }
}
