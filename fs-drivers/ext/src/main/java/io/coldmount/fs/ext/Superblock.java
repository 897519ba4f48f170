package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Superblock of ext2, ext3 and ext4. Layout: kernel documentation, filesystems/ext4/super.
 *
 * @param position of its first byte in the volume
 * @param blockCount in blocks
 * @param reservedBlocks that only the superuser may fill
 * @param groupNumber of the group that this copy begins, or {@link #ANY_GROUP}
 * @param clusterBits blocks in a cluster, as a power of two
 * @param blocksPerGroup in blocks
 * @param descriptorSize of a group descriptor, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Superblock(
    long position,
    long inodeCount,
    long blockCount,
    long reservedBlocks,
    long freeBlocks,
    long freeInodes,
    long firstDataBlock,
    int blockSizeBits,
    int clusterBits,
    int blocksPerGroup,
    int inodesPerGroup,
    int inodeSize,
    int descriptorSize,
    long firstInode,
    int state,
    int mountCount,
    int maxMountCount,
    int groupNumber,
    Features features,
    byte[] uuid,
    String label,
    int reservedDescriptorBlocks,
    long journalInode,
    HashSeed hashSeed,
    long firstMetaGroup,
    long errorCount,
    long overheadClusters,
    long[] backupGroups,
    long[] specialInodes,
    int encoding,
    int encodingFlags,
    long checksumSeed,
    byte[] journalBackup) {

  static final int SIZE = 1024;

  /** Where the first copy lies in a volume. */
  static final int POSITION = 1024;

  static final int MAGIC = 0xEF53;
  static final int STATE_VALID = 1;
  static final int STATE_ERRORS = 2;
  static final long ROOT_INODE = 2;

  /** The kernel's limit: 64 KiB blocks. */
  private static final int MAX_LOG_BLOCK_SIZE = 6;

  /** The kernel's limit, {@code EXT4_MAX_CLUSTER_LOG_SIZE}. */
  private static final int MAX_LOG_CLUSTER_SIZE = 30;

  /** Copies of the oldest revision do not say which group they belong to. */
  static final int ANY_GROUP = -1;

  private static final int GOOD_OLD_INODE_SIZE = 128;
  private static final int GOOD_OLD_FIRST_INODE = 11;

  static Superblock parse(ByteView b) throws ImageException {
    int sMagic = b.u16le(0x38);
    b.require(sMagic == MAGIC, "s_magic of the superblock", 0x38, sMagic);
    var features = new Features(b.i32le(0x5C), b.i32le(0x60), b.i32le(0x64));
    features.requireReadable(b.source());
    boolean wide = features.incompat(Features.INCOMPAT_64BIT);
    long sInodesCount = b.u32le(0x0);
    long sBlocksCount = wide(b, wide, 0x4, 0x150);
    long sFirstDataBlock = b.u32le(0x14);
    long sLogBlockSize = b.u32le(0x18);
    b.require(
        sLogBlockSize <= MAX_LOG_BLOCK_SIZE,
        "s_log_block_size of the superblock",
        0x18,
        sLogBlockSize);
    int blockSizeBits = 10 + (int) sLogBlockSize;
    int clusterBits = clusterBits(b, features, sLogBlockSize);
    long sBlocksPerGroup = b.u32le(0x20);
    long mostBlocks = 8L << (blockSizeBits + clusterBits);
    b.require(
        sBlocksPerGroup > 0 && sBlocksPerGroup <= Math.min(mostBlocks, Integer.MAX_VALUE),
        "s_blocks_per_group of the superblock",
        0x20,
        sBlocksPerGroup);
    b.require(
        sFirstDataBlock < sBlocksCount && sBlocksCount <= (1L << 62) >> blockSizeBits,
        "s_blocks_count of the superblock",
        0x4,
        sBlocksCount);
    long sInodesPerGroup = b.u32le(0x28);
    b.require(
        sInodesPerGroup > 0 && sInodesPerGroup <= 8L << blockSizeBits,
        "s_inodes_per_group of the superblock",
        0x28,
        sInodesPerGroup);
    long groups = (sBlocksCount - sFirstDataBlock + sBlocksPerGroup - 1) / sBlocksPerGroup;
    b.require(
        sInodesCount >= ROOT_INODE && (sInodesCount - 1) / sInodesPerGroup < groups,
        "s_inodes_count of the superblock",
        0x0,
        sInodesCount);
    boolean dynamic = b.u32le(0x4C) > 0;
    return new Superblock(
        b.position(),
        sInodesCount,
        sBlocksCount,
        wide(b, wide, 0x8, 0x154),
        wide(b, wide, 0xC, 0x158),
        b.u32le(0x10),
        sFirstDataBlock,
        blockSizeBits,
        clusterBits,
        (int) sBlocksPerGroup,
        (int) sInodesPerGroup,
        dynamic ? inodeSize(b, 1 << blockSizeBits) : GOOD_OLD_INODE_SIZE,
        wide ? descriptorSize(b, 1 << blockSizeBits) : GroupDescriptor.MIN_SIZE,
        dynamic ? b.u32le(0x54) : GOOD_OLD_FIRST_INODE,
        b.u16le(0x3A),
        b.u16le(0x34),
        (short) b.u16le(0x36),
        dynamic ? b.u16le(0x5A) : ANY_GROUP,
        features,
        b.bytes(0x68, 16),
        text(b.bytes(0x78, 16)),
        b.u16le(0xCE),
        b.u32le(0xE0),
        HashSeed.parse(b),
        b.u32le(0x104),
        b.u32le(0x194),
        b.u32le(0x248),
        new long[] {b.u32le(0x24C), b.u32le(0x250)},
        new long[] {b.u32le(0x240), b.u32le(0x244), b.u32le(0x26C), b.u32le(0x280)},
        b.u16le(0x27C),
        b.u16le(0x27E),
        b.u32le(0x270),
        b.bytes(0x10C, 68));
  }

  private static long wide(ByteView b, boolean wide, int low, int high) throws ImageException {
    return wide ? b.u32le(low) | (b.u32le(high) << 32) : b.u32le(low);
  }

  private static int clusterBits(ByteView b, Features features, long sLogBlockSize)
      throws ImageException {
    if (!features.roCompat(Features.RO_COMPAT_BIGALLOC)) {
      return 0;
    }
    long sLogClusterSize = b.u32le(0x1C);
    b.require(
        sLogClusterSize >= sLogBlockSize && sLogClusterSize <= MAX_LOG_CLUSTER_SIZE - 10,
        "s_log_cluster_size of the superblock",
        0x1C,
        sLogClusterSize);
    return (int) (sLogClusterSize - sLogBlockSize);
  }

  private static int inodeSize(ByteView b, int blockSize) throws ImageException {
    int sInodeSize = b.u16le(0x58);
    b.require(
        sInodeSize >= GOOD_OLD_INODE_SIZE
            && sInodeSize <= blockSize
            && Integer.bitCount(sInodeSize) == 1,
        "s_inode_size of the superblock",
        0x58,
        sInodeSize);
    return sInodeSize;
  }

  private static int descriptorSize(ByteView b, int blockSize) throws ImageException {
    int sDescSize = b.u16le(0xFE);
    b.require(
        sDescSize >= GroupDescriptor.MIN_SIZE_64BIT
            && sDescSize <= blockSize
            && Integer.bitCount(sDescSize) == 1,
        "s_desc_size of the superblock",
        0xFE,
        sDescSize);
    return sDescSize;
  }

  private static String text(byte[] padded) {
    int length = 0;
    while (length < padded.length && padded[length] != 0) {
      length++;
    }
    return new String(padded, 0, length, StandardCharsets.UTF_8);
  }

  int blockSize() {
    return 1 << blockSizeBits;
  }

  long groupCount() {
    return (blockCount - firstDataBlock + blocksPerGroup - 1) / blocksPerGroup;
  }

  long firstBlockOfGroup(long group) {
    return firstDataBlock + group * blocksPerGroup;
  }

  /** Whether blocks {@code [first, first + count)} can hold anything but the superblock. */
  boolean holds(long first, long count) {
    return first > firstDataBlock && count <= blockCount && first <= blockCount - count;
  }

  /** Whether {@code number} is an inode that a directory may name. */
  boolean isFileInode(long number) {
    if (number == ROOT_INODE) {
      return true;
    }
    if (number < firstInode || number > inodeCount) {
      return false;
    }
    for (long special : specialInodes) {
      if (number == special) {
        return false;
      }
    }
    return true;
  }

  /** Whether a copy of the superblock and of the descriptors begins {@code group}. */
  boolean hasSuperblock(long group) {
    if (group == 0) {
      return true;
    }
    if (features.compat(Features.COMPAT_SPARSE_SUPER2)) {
      return group == backupGroups[0] || group == backupGroups[1];
    }
    return group == 1
        || !features.roCompat(Features.RO_COMPAT_SPARSE_SUPER)
        || isPowerOf(group, 3)
        || isPowerOf(group, 5)
        || isPowerOf(group, 7);
  }

  private static boolean isPowerOf(long number, int base) {
    long rest = number;
    while (rest % base == 0) { // ends: number is positive and each turn divides it
      rest /= base;
    }
    return rest == 1;
  }

  /** As blkid prints it. */
  String uuidText() {
    String hex = HexFormat.of().formatHex(uuid);
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }
}
