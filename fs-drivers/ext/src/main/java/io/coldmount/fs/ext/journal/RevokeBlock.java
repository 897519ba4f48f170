package io.coldmount.fs.ext.journal;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * A block of revoke records: blocks of which no copy of this or an earlier transaction is to be
 * replayed. Layout: kernel documentation, filesystems/ext4/journal, {@code struct
 * jbd2_journal_revoke_header_s}.
 */
record RevokeBlock(ByteView records, int recordSize) {

  private static final int HEADER_SIZE = 16;

  static RevokeBlock parse(ByteView b, JournalSuperblock journal) throws CorruptException {
    long rCount = b.u32be(0xC); // in bytes, this header included
    b.require(fits(rCount, b.length(), journal), "r_count of a revoke block", 0xC, rCount);
    int end = (int) Math.max(HEADER_SIZE, rCount);
    return new RevokeBlock(b.slice(HEADER_SIZE, end - HEADER_SIZE), journal.wide() ? 8 : 4);
  }

  static boolean fits(long rCount, int blockSize, JournalSuperblock journal) {
    return rCount <= blockSize - (journal.checksums().perBlock() ? BlockTag.TAIL_SIZE : 0);
  }

  int count() {
    return records.length() / recordSize;
  }

  /** The block that record {@code index} revokes, as an unsigned number. */
  long block(int index) throws CorruptException {
    int at = index * recordSize;
    return recordSize == 8 ? records.u64be(at) : records.u32be(at);
  }
}
