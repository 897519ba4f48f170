package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;

/**
 * Descriptor of a block group. Layout: kernel documentation, filesystems/ext4/group_descr.
 *
 * @param inodeTable first block of the group's inodes
 * @param freeBlocks in clusters
 */
record GroupDescriptor(long inodeTable, long freeBlocks, long freeInodes) {

  static final int MIN_SIZE = 32;
  static final int MIN_SIZE_64BIT = 64;

  static GroupDescriptor parse(ByteView b, long group, Superblock superblock, Checksums checksums)
      throws ImageException {
    boolean wide = b.length() >= MIN_SIZE_64BIT;
    long bgInodeTable = b.u32le(0x8);
    long bgFreeBlocksCount = b.u16le(0xC);
    long bgFreeInodesCount = b.u16le(0xE);
    int bgChecksum = b.u16le(0x1E);
    if (wide) {
      bgInodeTable |= b.u32le(0x28) << 32;
      bgFreeBlocksCount |= (long) b.u16le(0x2C) << 16;
      bgFreeInodesCount |= (long) b.u16le(0x2E) << 16;
    }
    if (!checksums.matchesGroup(b, group, bgChecksum)) {
      throw b.corrupt("bg_checksum of group " + group, 0x1E, bgChecksum);
    }
    long tableBytes = (long) superblock.inodesPerGroup() * superblock.inodeSize();
    long tableBlocks = (tableBytes + superblock.blockSize() - 1) >> superblock.blockSizeBits();
    if (!superblock.holds(bgInodeTable, tableBlocks)) {
      throw b.corrupt("bg_inode_table of group " + group, 0x8, bgInodeTable);
    }
    return new GroupDescriptor(bgInodeTable, bgFreeBlocksCount, bgFreeInodesCount);
  }
}
