package io.coldmount.fs.ext.journal;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.fs.ext.journal.LogCursor.LogBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first pass: finds where the log ends, as {@code fs/jbd2/recovery.c} of the kernel does.
 *
 * <p>A log ends without fault at a block that is no part of it, so the last transaction may lack
 * its commit block. A checksum that does not match can mean two things. If the commit block is
 * older than the one before it, the transaction is left over from an earlier turn around the ring:
 * the log has ended before it. Otherwise the transaction is damaged; with asynchronous commits,
 * where the commit block may reach the disk before the rest, it counts as interrupted.
 */
final class LogScan {

  /**
   * Where the log ends.
   *
   * @param sequence the transaction that is not to be replayed any more
   * @param damage why it is not, or null if the log just ends there
   */
  record End(int sequence, @Nullable String damage) {}

  private final JournalSuperblock superblock;
  private final LogCursor cursor;
  private final DataBlocks data;
  private final TransactionChecksum transaction = new TransactionChecksum();
  private @Nullable String fault; // of the transaction being read
  private long lastCommit;

  LogScan(BlockSource journal, JournalSuperblock superblock, int blockSize) {
    this.superblock = superblock;
    this.cursor = new LogCursor(journal, superblock, blockSize);
    this.data = new DataBlocks(journal, superblock, blockSize);
  }

  /** Ends: the cursor goes around the ring once. */
  End run() throws IOException {
    LogBlock block = cursor.next();
    while (block != null) {
      switch ((int) Math.min(block.header().type(), Integer.MAX_VALUE)) {
        case BlockHeader.DESCRIPTOR -> {
          if (!descriptor(block)) {
            return new End(cursor.sequence(), null);
          }
        }
        case BlockHeader.REVOKE -> revoke(block);
        case BlockHeader.COMMIT -> {
          End end = commit(block);
          if (end != null) {
            return end;
          }
        }
        default -> {
          return new End(cursor.sequence(), null);
        }
      }
      block = cursor.next();
    }
    return new End(cursor.sequence(), null);
  }

  /** Returns false if the blocks it names would not fit into the log. */
  private boolean descriptor(LogBlock block) throws IOException {
    if (superblock.checksums().perBlock() && !tailMatches(superblock, block.bytes())) {
      fail("the checksum of the descriptor block", block);
    }
    List<BlockTag> tags = BlockTag.all(block.bytes(), superblock);
    if (!cursor.has(tags.size())) {
      return false;
    }
    if (superblock.checksums() == JournalSuperblock.Checksums.V1 && fault == null) {
      transaction.add(block.bytes().buffer());
      data.read(cursor.position(), tags.size(), this::addData);
    }
    cursor.skip(tags.size());
    return true;
  }

  private void addData(int number, ByteBuffer bytes) {
    transaction.add(bytes);
  }

  private void revoke(LogBlock block) throws CorruptException {
    if (superblock.checksums().perBlock() && !tailMatches(superblock, block.bytes())) {
      fail("the checksum of the revoke block", block);
    }
    long rCount = block.bytes().u32be(0xC);
    if (!RevokeBlock.fits(rCount, block.bytes().length(), superblock)) {
      fail("the size " + rCount + " of the revoke block", block);
    }
  }

  private @Nullable End commit(LogBlock block) throws IOException {
    CommitBlock commit = CommitBlock.parse(block.bytes());
    boolean torn = fault == null && !matches(commit, block.bytes());
    if (torn) {
      fail("the checksum of the commit block", block);
    }
    if (fault != null) {
      boolean stale = commit.seconds() < lastCommit;
      boolean interrupted = torn && superblock.asyncCommit() && !anotherCommitFollows();
      return new End(cursor.sequence(), stale || interrupted ? null : fault);
    }
    lastCommit = commit.seconds();
    transaction.restart();
    cursor.nextTransaction();
    return null;
  }

  /**
   * With asynchronous commits and checksums of version 1, a commit block of the next transaction
   * tells damage from interruption: commits begin in their order.
   */
  private boolean anotherCommitFollows() throws IOException {
    if (superblock.checksums() != JournalSuperblock.Checksums.V1) {
      return false;
    }
    LogCursor ahead = new LogCursor(cursor);
    ahead.nextTransaction();
    LogBlock block = ahead.next();
    while (block != null && block.header().type() != BlockHeader.COMMIT) {
      if (block.header().type() == BlockHeader.DESCRIPTOR) {
        int count = BlockTag.all(block.bytes(), superblock).size();
        if (!ahead.has(count)) {
          return false;
        }
        ahead.skip(count);
      }
      block = ahead.next();
    }
    return block != null;
  }

  private boolean matches(CommitBlock commit, ByteView bytes) throws CorruptException {
    return switch (superblock.checksums()) {
      case NONE -> true;
      case V1 -> commit.matchesTransaction(transaction.value());
      case V2, V3 -> {
        int field = CommitBlock.CHECKSUM_OFFSET;
        yield commit.checksum() == seeded(superblock).without(bytes, field).value();
      }
    };
  }

  private void fail(String what, LogBlock block) {
    if (fault == null) {
      fault = what + " at block " + block.index() + " of the journal is wrong";
    }
  }

  static JournalChecksum seeded(JournalSuperblock superblock) {
    return new JournalChecksum().with(superblock.uuid().buffer());
  }

  private static boolean tailMatches(JournalSuperblock superblock, ByteView block)
      throws CorruptException {
    int tChecksum = block.length() - BlockTag.TAIL_SIZE;
    return block.i32be(tChecksum) == seeded(superblock).without(block, tChecksum).value();
  }
}
