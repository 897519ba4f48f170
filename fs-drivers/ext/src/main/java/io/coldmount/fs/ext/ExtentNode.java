package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.util.Arrays;

/**
 * One node of a file's extent tree. Layout: kernel documentation, filesystems/ext4/ifork, "Extent
 * Tree".
 *
 * @param owner the inode whose tree it was read for
 * @param depth levels below this one: 0 for a leaf, whose entries are extents
 * @param first of each entry, the first block in the file; strictly rising
 * @param counts of each extent, its blocks; empty unless this is a leaf. Neighbours are merged.
 * @param targets of each entry, the node below or the first block of data, with {@link #UNWRITTEN}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ExtentNode(long owner, int depth, long[] first, long[] counts, long[] targets) {

  /** The kernel's limit, {@code EXT4_MAX_EXTENT_DEPTH}. */
  static final int MAX_DEPTH = 5;

  /** Block numbers of a file have 32 bits. */
  static final long MAX_BLOCKS = 1L << 32;

  /** Marks the target of an extent that is allocated and was never written. */
  static final long UNWRITTEN = 1L << 62;

  static final int HEADER_SIZE = 12;
  static final int ENTRY_SIZE = 12;
  private static final int MAGIC = 0xF30A;

  /** An extent that is longer than this is unwritten; its real length is what exceeds it. */
  private static final int MAX_WRITTEN = 1 << 15;

  static ExtentNode parse(ByteView b, long owner, Superblock superblock) throws ImageException {
    int ehMagic = b.u16le(0x0);
    require(ehMagic == MAGIC, b, "eh_magic", owner, 0x0, ehMagic);
    int ehMax = b.u16le(0x4);
    int room = (b.length() - HEADER_SIZE) / ENTRY_SIZE;
    require(ehMax > 0 && ehMax <= room, b, "eh_max", owner, 0x4, ehMax);
    int ehEntries = b.u16le(0x2);
    require(ehEntries <= ehMax, b, "eh_entries", owner, 0x2, ehEntries);
    int ehDepth = b.u16le(0x6);
    require(ehDepth <= MAX_DEPTH, b, "eh_depth", owner, 0x6, ehDepth);
    require(ehDepth == 0 || ehEntries > 0, b, "eh_entries", owner, 0x2, ehEntries);
    return ehDepth == 0
        ? leaf(b, owner, ehEntries, superblock)
        : index(b, owner, ehDepth, ehEntries, superblock);
  }

  private static ExtentNode index(
      ByteView b, long owner, int depth, int entries, Superblock superblock) throws ImageException {
    long[] first = new long[entries];
    long[] targets = new long[entries];
    for (int i = 0; i < entries; i++) {
      int at = HEADER_SIZE + i * ENTRY_SIZE;
      long eiBlock = b.u32le(at);
      require(i == 0 || eiBlock > first[i - 1], b, "ei_block", owner, at, eiBlock);
      long eiLeaf = b.u32le(at + 0x4) | ((long) b.u16le(at + 0x8) << 32);
      require(superblock.holds(eiLeaf, 1), b, "ei_leaf", owner, at + 0x4, eiLeaf);
      first[i] = eiBlock;
      targets[i] = eiLeaf;
    }
    return new ExtentNode(owner, depth, first, new long[0], targets);
  }

  private static ExtentNode leaf(ByteView b, long owner, int entries, Superblock superblock)
      throws ImageException {
    long[] first = new long[entries];
    long[] counts = new long[entries];
    long[] targets = new long[entries];
    int used = 0;
    for (int i = 0; i < entries; i++) {
      int at = HEADER_SIZE + i * ENTRY_SIZE;
      long eeBlock = b.u32le(at);
      int eeLen = b.u16le(at + 0x4);
      long eeStart = b.u32le(at + 0x8) | ((long) b.u16le(at + 0x6) << 32);
      long end = used == 0 ? 0 : first[used - 1] + counts[used - 1];
      require(eeBlock >= end, b, "ee_block", owner, at, eeBlock);
      boolean written = eeLen <= MAX_WRITTEN;
      int count = written ? eeLen : eeLen - MAX_WRITTEN;
      require(count > 0 && count <= MAX_BLOCKS - eeBlock, b, "ee_len", owner, at + 0x4, eeLen);
      require(superblock.holds(eeStart, count), b, "ee_start", owner, at + 0x8, eeStart);
      long target = written ? eeStart : eeStart | UNWRITTEN;
      if (used > 0 && eeBlock == end && target == targets[used - 1] + counts[used - 1]) {
        counts[used - 1] += count;
      } else {
        first[used] = eeBlock;
        counts[used] = count;
        targets[used++] = target;
      }
    }
    return new ExtentNode(
        owner,
        0,
        Arrays.copyOf(first, used),
        Arrays.copyOf(counts, used),
        Arrays.copyOf(targets, used));
  }

  private static void require(
      boolean condition, ByteView b, String field, long owner, int offset, long actual)
      throws ImageException {
    if (!condition) {
      throw b.corrupt(field + " in the extent tree of inode " + owner, offset, actual);
    }
  }

  /** The last entry that begins at or before {@code block}, or -1. */
  int floor(long block) {
    int found = Arrays.binarySearch(first, block);
    return found >= 0 ? found : -found - 2;
  }

  /** Whether all of this node lies in blocks {@code [low, high)} of the file. */
  boolean isWithin(long low, long high) {
    if (first.length == 0) {
      return true;
    }
    int last = first.length - 1;
    long end = depth == 0 ? first[last] + counts[last] : first[last] + 1;
    return first[0] >= low && end <= high;
  }

  int weight() {
    return 96 + 8 * (first.length + counts.length + targets.length);
  }
}
