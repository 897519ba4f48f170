package io.coldmount.fs.ext.journal;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * The header of each block of the log itself. Layout: kernel documentation,
 * filesystems/ext4/journal, {@code struct journal_header_s}.
 */
record BlockHeader(boolean isLog, long type, int sequence) {

  static final int SIZE = 12;
  static final int MAGIC = 0xC03B3998;

  static final int DESCRIPTOR = 1;
  static final int COMMIT = 2;
  static final int SUPERBLOCK_V1 = 3;
  static final int SUPERBLOCK_V2 = 4;
  static final int REVOKE = 5;

  /** A block of other content is not an error: it is how a log ends. */
  static BlockHeader parse(ByteView b) throws CorruptException {
    int hMagic = b.i32be(0x0);
    long hBlocktype = b.u32be(0x4);
    int hSequence = b.i32be(0x8);
    return new BlockHeader(hMagic == MAGIC, hBlocktype, hSequence);
  }
}
