package io.coldmount.fs.ext.journal;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;

/**
 * The journal's superblock. Layout: kernel documentation, filesystems/ext4/journal, {@code struct
 * journal_superblock_s}; the fields of fast commits: {@code include/linux/jbd2.h}.
 *
 * @param first the first block of the log
 * @param last the block behind the log: where it wraps
 * @param length all blocks of the journal; those from {@code last} on are for fast commits
 * @param sequence the transaction the log begins with
 * @param start the block the log begins with, 0 for an empty log
 * @param uuid the 16 bytes that begin each checksum
 */
record JournalSuperblock(
    long first,
    long last,
    long length,
    int sequence,
    long start,
    ByteView uuid,
    Checksums checksums,
    boolean wide,
    boolean asyncCommit,
    boolean fastCommits) {

  static final int SIZE = 1024;

  /** The generations of journal checksums. */
  enum Checksums {
    NONE,
    /** CRC-32 of a whole transaction in its commit block. */
    V1,
    /** CRC-32C of each block; the tags hold 16 bits of it. */
    V2,
    /** CRC-32C of each block; the tags hold all of it. */
    V3;

    boolean perBlock() {
      return this == V2 || this == V3;
    }
  }

  static final long COMPAT_CHECKSUM = 0x1;
  static final long INCOMPAT_REVOKE = 0x1;
  static final long INCOMPAT_64BIT = 0x2;
  static final long INCOMPAT_ASYNC_COMMIT = 0x4;
  static final long INCOMPAT_CSUM_V2 = 0x8;
  static final long INCOMPAT_CSUM_V3 = 0x10;
  static final long INCOMPAT_FAST_COMMIT = 0x20;
  private static final long INCOMPAT_KNOWN = 0x3F;

  /** JBD2_MIN_JOURNAL_BLOCKS: what fast commits must leave to the log. */
  private static final long MINIMUM_LOG = 1024;

  /** JBD2_DEFAULT_FAST_COMMIT_BLOCKS: what {@code s_num_fc_blks} means where it is 0. */
  private static final long DEFAULT_FAST_COMMIT_BLOCKS = 256;

  private static final int CRC32C = 4;

  /**
   * @param b at least {@link #SIZE} bytes
   * @param blockSize of the file system, which the journal must share
   * @param available how many blocks the journal file has
   */
  static JournalSuperblock parse(ByteView b, int blockSize, long available) throws ImageException {
    BlockHeader header = BlockHeader.parse(b);
    b.require(header.isLog(), "journal superblock magic", 0, b.u32be(0));
    boolean v2 = header.type() == BlockHeader.SUPERBLOCK_V2;
    b.require(v2 || header.type() == BlockHeader.SUPERBLOCK_V1, "h_blocktype", 4, header.type());
    long sBlocksize = b.u32be(0x0C);
    b.require(sBlocksize == blockSize, "s_blocksize of the journal", 0x0C, sBlocksize);
    long sMaxlen = b.u32be(0x10);
    b.require(sMaxlen > 1 && sMaxlen <= available, "s_maxlen of the journal", 0x10, sMaxlen);
    long sFirst = b.u32be(0x14);
    b.require(sFirst > 0 && sFirst < sMaxlen, "s_first of the journal", 0x14, sFirst);

    long sFeatureCompat = v2 ? b.u32be(0x24) : 0;
    long sFeatureIncompat = v2 ? b.u32be(0x28) : 0;
    long sFeatureRoCompat = v2 ? b.u32be(0x2C) : 0;
    refuseUnknown(b, "incompatible", sFeatureIncompat & ~INCOMPAT_KNOWN);
    refuseUnknown(b, "read-only compatible", sFeatureRoCompat);
    Checksums checksums = checksums(b, sFeatureCompat, sFeatureIncompat);

    boolean fast = (sFeatureIncompat & INCOMPAT_FAST_COMMIT) != 0;
    long last = fast ? endOfLog(b, sMaxlen) : sMaxlen;
    long sStart = b.u32be(0x1C);
    b.require(
        sStart == 0 || (sStart >= sFirst && sStart < last), "s_start of the journal", 0x1C, sStart);
    return new JournalSuperblock(
        sFirst,
        last,
        sMaxlen,
        b.i32be(0x18),
        sStart,
        b.slice(0x30, 16),
        checksums,
        (sFeatureIncompat & INCOMPAT_64BIT) != 0,
        (sFeatureIncompat & INCOMPAT_ASYNC_COMMIT) != 0,
        fast);
  }

  private static long endOfLog(ByteView b, long sMaxlen) throws ImageException {
    long sNumFcBlks = b.u32be(0x54);
    long area = sNumFcBlks == 0 ? DEFAULT_FAST_COMMIT_BLOCKS : sNumFcBlks;
    b.require(sMaxlen - area >= MINIMUM_LOG, "s_num_fc_blks of the journal", 0x54, sNumFcBlks);
    return sMaxlen - area;
  }

  private static Checksums checksums(ByteView b, long compat, long incompat) throws ImageException {
    boolean v1 = (compat & COMPAT_CHECKSUM) != 0;
    boolean v2 = (incompat & INCOMPAT_CSUM_V2) != 0;
    boolean v3 = (incompat & INCOMPAT_CSUM_V3) != 0;
    b.require(
        !(v2 && v3) && !(v1 && (v2 || v3)),
        "s_feature_incompat of the journal, which names two versions of checksums,",
        0x28,
        incompat);
    if (!v2 && !v3) {
      return v1 ? Checksums.V1 : Checksums.NONE;
    }
    int sChecksumType = b.u8(0x50);
    if (sChecksumType != CRC32C) {
      throw new UnsupportedException(
          b.source(), "the journal's checksum type " + sChecksumType + " (only CRC-32C is)");
    }
    int sChecksum = b.i32be(0xFC);
    b.require(
        sChecksum == new JournalChecksum().without(b.slice(0, SIZE), 0xFC).value(),
        "the checksum of the journal superblock",
        0xFC,
        sChecksum & 0xFFFF_FFFFL);
    return v3 ? Checksums.V3 : Checksums.V2;
  }

  private static void refuseUnknown(ByteView b, String kind, long features)
      throws UnsupportedException {
    if (features != 0) {
      throw new UnsupportedException(
          b.source(), "the " + kind + " journal feature 0x" + Long.toHexString(features));
    }
  }

  /** The block {@code count} blocks behind {@code block} in the ring of the log. */
  long wrap(long block, long count) {
    long log = last - first;
    return first + (block - first + count) % log;
  }
}
