package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An inode. Layout: kernel documentation, filesystems/ext4/inodes.
 *
 * @param sectors {@code i_blocks} in units of 512 bytes
 * @param xattrBlock of the extended attributes outside the inode, or 0
 * @param block {@code i_block}: 60 bytes of extents, pointers, data, or a device number
 * @param xattrOffset where the extended attributes begin in the inode's bytes, or 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Inode(
    long number,
    int mode,
    long userId,
    long groupId,
    long size,
    int linkCount,
    long sectors,
    int flags,
    int generation,
    long xattrBlock,
    Instant accessed,
    Instant modified,
    Instant changed,
    @Nullable Instant birth,
    byte[] block,
    int xattrOffset) {

  static final int FLAG_INDEX = 0x1000;
  static final int FLAG_HUGE_FILE = 0x40000;
  static final int FLAG_ENCRYPTED = 0x800;
  static final int FLAG_EXTENTS = 0x80000;
  static final int FLAG_EA_INODE = 0x200000;
  static final int FLAG_INLINE_DATA = 0x10000000;
  static final int FLAG_CASEFOLD = 0x40000000;

  /** Bytes of {@code i_block}. */
  static final int BLOCK_SIZE = 60;

  static final int BLOCK_OFFSET = 0x28;

  /** The part that every version has; what follows is counted by {@code i_extra_isize}. */
  static final int BASE_SIZE = 128;

  private static final int S_IFMT = 0170000;
  private static final int S_IFREG = 0100000;
  private static final int S_IFDIR = 0040000;

  /** What the kernel takes {@code i_extra_isize} for when it is 0: the fields it knows. */
  private static final int DEFAULT_EXTRA_SIZE = 32;

  static final int XATTR_MAGIC = 0xEA020000;

  /**
   * @param piece bytes around the inode
   * @param at where it begins in them
   * @param b the inode's bytes
   */
  static Inode parse(
      byte[] piece, int at, ByteView b, long number, Superblock superblock, Checksums checksums)
      throws ImageException {
    int size = superblock.inodeSize();
    int iMode = b.u16le(0x0);
    int iExtraIsize = size > BASE_SIZE ? b.u16le(0x80) : 0;
    int iGeneration = b.i32le(0x64);
    if (iExtraIsize % 4 != 0 || iExtraIsize > size - BASE_SIZE) {
      throw b.corrupt("i_extra_isize of inode " + number, 0x80, iExtraIsize);
    }
    boolean highChecksum = iExtraIsize >= 4;
    if (!checksums.matchesInode(piece, at, size, number, iGeneration, highChecksum)) {
      throw b.corrupt("i_checksum_lo of inode " + number, 0x7C, b.u16le(0x7C));
    }
    int xattrOffset = 0;
    if (iExtraIsize != 0 && BASE_SIZE + iExtraIsize + 4 <= size) {
      int start = BASE_SIZE + iExtraIsize;
      xattrOffset = b.i32le(start) == XATTR_MAGIC ? start : 0;
    }
    int extra = size == BASE_SIZE || iExtraIsize != 0 ? iExtraIsize : DEFAULT_EXTRA_SIZE;
    Features features = superblock.features();
    long iFileAcl = b.u32le(0x68);
    if (features.incompat(Features.INCOMPAT_64BIT)) {
      iFileAcl |= (long) b.u16le(0x76) << 32;
    }
    int iFlags = b.i32le(0x20);
    Instant modified = time(b, 0x10, 0x88, extra);
    // Most files have the same time several times over.
    Instant changed = same(modified, time(b, 0xC, 0x84, extra));
    Instant accessed = same(changed, time(b, 0x8, 0x8C, extra));
    return new Inode(
        number,
        iMode,
        b.u16le(0x2) | ((long) b.u16le(0x78) << 16),
        b.u16le(0x18) | ((long) b.u16le(0x7A) << 16),
        fileSize(b, iMode, features, number),
        b.u16le(0x1A),
        sectors(b, iFlags, superblock),
        iFlags,
        iGeneration,
        iFileAcl,
        accessed,
        modified,
        changed,
        fits(0x90, extra) ? same(accessed, time(b, 0x90, 0x94, extra)) : null,
        b.bytes(BLOCK_OFFSET, BLOCK_SIZE),
        xattrOffset);
  }

  /** An inode of which only the data is known. */
  static Inode ofData(long number, long size, boolean extents, byte[] block) {
    Instant none = Instant.EPOCH;
    int flags = extents ? FLAG_EXTENTS : 0;
    return new Inode(
        number, S_IFREG, 0, 0, size, 1, 0, flags, 0, 0, none, none, none, null, block, 0);
  }

  /** Whether no file uses these bytes. */
  static boolean isFree(ByteView b) throws CorruptException {
    return b.u16le(0x0) == 0 && b.u16le(0x1A) == 0;
  }

  private static long fileSize(ByteView b, int iMode, Features features, long number)
      throws ImageException {
    long iSize = b.u32le(0x4);
    if ((iMode & S_IFMT) == S_IFREG || features.incompat(Features.INCOMPAT_LARGEDIR)) {
      iSize |= b.u32le(0x6C) << 32;
    }
    if (iSize < 0) {
      throw b.corrupt("i_size of inode " + number, 0x4, iSize);
    }
    return iSize;
  }

  private static long sectors(ByteView b, int iFlags, Superblock superblock) throws ImageException {
    long iBlocks = b.u32le(0x1C);
    if (!superblock.features().roCompat(Features.RO_COMPAT_HUGE_FILE)) {
      return iBlocks;
    }
    iBlocks |= (long) b.u16le(0x74) << 32;
    return (iFlags & FLAG_HUGE_FILE) == 0 ? iBlocks : iBlocks << (superblock.blockSizeBits() - 9);
  }

  private static boolean fits(int offset, int extra) {
    return offset + 4 <= BASE_SIZE + extra;
  }

  private static Instant time(ByteView b, int offset, int extraOffset, int extra)
      throws ImageException {
    long seconds = b.i32le(offset);
    if (!fits(extraOffset, extra)) {
      return Instant.ofEpochSecond(seconds);
    }
    long word = b.u32le(extraOffset);
    return Instant.ofEpochSecond(seconds + ((word & 3) << 32), word >>> 2);
  }

  /** One object for two equal ones. */
  private static Instant same(Instant known, Instant time) {
    return known.equals(time) ? known : time;
  }

  boolean isDirectory() {
    return (mode & S_IFMT) == S_IFDIR;
  }

  boolean flag(int bit) {
    return (flags & bit) != 0;
  }

  boolean hasXattrs() {
    return xattrOffset != 0 || xattrBlock != 0;
  }
}
