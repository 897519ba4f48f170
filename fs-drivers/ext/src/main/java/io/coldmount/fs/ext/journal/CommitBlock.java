package io.coldmount.fs.ext.journal;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * The block that completes a transaction. Layout: kernel documentation, filesystems/ext4/journal,
 * {@code struct commit_header}.
 *
 * @param checksum of the transaction in version 1, of this block in versions 2 and 3
 * @param seconds when it was committed
 */
record CommitBlock(int checksumType, int checksumSize, int checksum, long seconds) {

  static final int CHECKSUM_OFFSET = 0x10;

  private static final int CRC32 = 1;
  private static final int CRC32_SIZE = 4;

  static CommitBlock parse(ByteView b) throws CorruptException {
    int hChksumType = b.u8(0xC);
    int hChksumSize = b.u8(0xD);
    int hChksum = b.i32be(CHECKSUM_OFFSET);
    long hCommitSec = b.u64be(0x30);
    return new CommitBlock(hChksumType, hChksumSize, hChksum, hCommitSec);
  }

  /** Whether {@code computed} is the transaction's checksum of version 1, or it has none. */
  boolean matchesTransaction(int computed) {
    boolean unused = checksumType == 0 && checksumSize == 0 && checksum == 0;
    return unused || (checksumType == CRC32 && checksumSize == CRC32_SIZE && checksum == computed);
  }
}
