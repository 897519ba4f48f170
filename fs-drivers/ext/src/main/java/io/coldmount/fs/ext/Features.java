package io.coldmount.fs.ext;

import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;

/**
 * The feature words of a superblock. Names are those of e2fsprogs. Layout: kernel documentation,
 * filesystems/ext4/super.
 */
record Features(int compat, int incompat, int roCompat) {

  static final int COMPAT_HAS_JOURNAL = 0x4;
  static final int COMPAT_DIR_INDEX = 0x20;
  static final int COMPAT_SPARSE_SUPER2 = 0x200;

  static final int INCOMPAT_COMPRESSION = 0x1;
  static final int INCOMPAT_FILETYPE = 0x2;
  static final int INCOMPAT_RECOVER = 0x4;
  static final int INCOMPAT_JOURNAL_DEV = 0x8;
  static final int INCOMPAT_META_BG = 0x10;
  static final int INCOMPAT_EXTENTS = 0x40;
  static final int INCOMPAT_64BIT = 0x80;
  static final int INCOMPAT_FLEX_BG = 0x200;
  static final int INCOMPAT_EA_INODE = 0x400;
  static final int INCOMPAT_CSUM_SEED = 0x2000;
  static final int INCOMPAT_LARGEDIR = 0x4000;
  static final int INCOMPAT_INLINE_DATA = 0x8000;
  static final int INCOMPAT_CASEFOLD = 0x20000;

  static final int RO_COMPAT_SPARSE_SUPER = 0x1;
  static final int RO_COMPAT_HUGE_FILE = 0x8;
  static final int RO_COMPAT_GDT_CSUM = 0x10;
  static final int RO_COMPAT_DIR_NLINK = 0x20;
  static final int RO_COMPAT_EXTRA_ISIZE = 0x40;
  static final int RO_COMPAT_BIGALLOC = 0x200;
  static final int RO_COMPAT_METADATA_CSUM = 0x400;

  /** What a reader of ext3 cannot know: any of these makes the format ext4. */
  private static final int EXT4_INCOMPAT =
      ~(INCOMPAT_FILETYPE | INCOMPAT_RECOVER | INCOMPAT_JOURNAL_DEV | INCOMPAT_META_BG);

  private static final int EXT4_RO_COMPAT = ~0x7;

  /** By bit; null for a bit that no version of e2fsprogs names. */
  private static final String[] INCOMPAT_NAMES = {
    "compression",
    "filetype",
    "needs_recovery",
    "journal_dev",
    "meta_bg",
    null,
    "extent",
    "64bit",
    "mmp",
    "flex_bg",
    "ea_inode",
    null,
    "dirdata",
    "metadata_csum_seed",
    "large_dir",
    "inline_data",
    "encrypt",
    "casefold"
  };

  /**
   * Every named feature but compression and dirdata, which the kernel does not read either, and
   * journal_dev, which has no files. Bits of journal recovery and mmp concern writers.
   */
  private static final int INCOMPAT_READABLE = 0x3E7D6;

  /** Bits that come and go while a guest runs and say nothing of how it is read. */
  private static final int RO_COMPAT_LARGE_FILE = 0x2;

  private static final int RO_COMPAT_ORPHAN_PRESENT = 0x10000;

  /** Whether the same bytes mean the same with both. */
  boolean hasSameFormat(Features other) {
    int states = RO_COMPAT_LARGE_FILE | RO_COMPAT_ORPHAN_PRESENT;
    return compat == other.compat
        && ((incompat ^ other.incompat) & ~INCOMPAT_RECOVER) == 0
        && ((roCompat ^ other.roCompat) & ~states) == 0;
  }

  boolean compat(int bit) {
    return (compat & bit) != 0;
  }

  boolean incompat(int bit) {
    return (incompat & bit) != 0;
  }

  boolean roCompat(int bit) {
    return (roCompat & bit) != 0;
  }

  boolean metadataChecksums() {
    return roCompat(RO_COMPAT_METADATA_CSUM);
  }

  /** {@code ext2}, {@code ext3} or {@code ext4}, told apart as blkid does. */
  String format() {
    if ((incompat & EXT4_INCOMPAT) != 0 || (roCompat & EXT4_RO_COMPAT) != 0) {
      return "ext4";
    }
    return compat(COMPAT_HAS_JOURNAL) ? "ext3" : "ext2";
  }

  /** Throws unless every incompatible feature is one this driver reads. */
  void requireReadable(String source) throws ImageException {
    int unreadable = incompat & ~INCOMPAT_READABLE;
    if (unreadable != 0) {
      int bit = Integer.numberOfTrailingZeros(unreadable);
      throw new UnsupportedException(source, "the ext4 feature " + incompatName(bit));
    }
  }

  private static String incompatName(int bit) {
    String name = bit < INCOMPAT_NAMES.length ? INCOMPAT_NAMES[bit] : null;
    return name != null ? name : "FEATURE_I" + bit;
  }
}
