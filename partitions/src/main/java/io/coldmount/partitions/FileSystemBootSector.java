package io.coldmount.partitions;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * Tells the boot sector of a file system from a partition table: both end in 55 AA. Only the
 * systems that write that signature matter here.
 */
final class FileSystemBootSector {

  private FileSystemBootSector() {}

  static boolean is(ByteView b) throws CorruptException {
    return b.matches(3, "NTFS    ")
        || b.matches(3, "EXFAT   ")
        || b.matches(3, "-FVE-FS-")
        || b.matches(3, "ReFS\0\0\0\0")
        || isFat(b);
  }

  /**
   * A BIOS parameter block that Linux takes for one (fs/fat/inode.c, fat_read_bpb), which also has
   * the lengths that every FAT must have. Field names: Microsoft FAT specification 1.03.
   */
  private static boolean isFat(ByteView b) throws CorruptException {
    int bytsPerSec = b.u16le(11);
    int secPerClus = b.u8(13);
    int rsvdSecCnt = b.u16le(14);
    int numFats = b.u8(16);
    int totSec16 = b.u16le(19);
    int media = b.u8(21);
    int fatSz16 = b.u16le(22);
    long totSec32 = b.u32le(32);
    long fatSz32 = b.u32le(36);
    return isPowerOfTwo(bytsPerSec)
        && bytsPerSec >= 512
        && bytsPerSec <= 4096
        && isPowerOfTwo(secPerClus)
        && rsvdSecCnt != 0
        && numFats != 0
        && (media == 0xF0 || media >= 0xF8)
        && (totSec16 != 0 || totSec32 != 0)
        && (fatSz16 != 0 || fatSz32 != 0);
  }

  private static boolean isPowerOfTwo(int value) {
    return Integer.bitCount(value) == 1;
  }
}
