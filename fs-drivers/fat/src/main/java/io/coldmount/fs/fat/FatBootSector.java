package io.coldmount.fs.fat;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The boot sector of FAT12, FAT16 and FAT32. Layout: Microsoft, "FAT: General Overview of On-Disk
 * Format" 1.03. What is refused is what Linux refuses (fs/fat/inode.c, fat_read_bpb), and tables
 * that cannot be.
 *
 * @param totalSectors as stored; the volume can be shorter
 * @param rootSector where the fixed root directory of FAT12 and FAT16 begins; 0 for FAT32
 * @param rootCluster where the root directory of FAT32 begins; 0 otherwise
 * @param serial the volume's serial number as {@code blkid} prints it, or empty
 * @param dirtyByte the state bits that Linux and Windows NT keep here
 */
record FatBootSector(
    Clusters.Width width,
    int sectorSize,
    int clusterSize,
    long totalSectors,
    long tableSector,
    long rootSector,
    int rootEntries,
    long rootCluster,
    long heapSector,
    long clusterCount,
    String serial,
    int dirtyByte) {

  static final int SIZE = 512;

  /** Where the copy of a FAT32 boot sector is by convention: BPB_BkBootSec. */
  static final int BACKUP_SECTOR = 6;

  private static final int MOST_FAT12 = 4084;
  private static final int MOST_FAT16 = 65524;

  static FatBootSector parse(ByteView b) throws ImageException {
    b.require(!b.matches(3, "-FVE-FS-"), "BS_OEMName, which is BitLocker's,", 3, b.u64le(3));
    int bytsPerSec = b.u16le(11);
    b.require(
        isPowerOfTwo(bytsPerSec) && bytsPerSec >= 512 && bytsPerSec <= 4096,
        "BPB_BytsPerSec",
        11,
        bytsPerSec);
    int secPerClus = b.u8(13);
    b.require(isPowerOfTwo(secPerClus), "BPB_SecPerClus", 13, secPerClus);
    int rsvdSecCnt = b.u16le(14);
    b.require(rsvdSecCnt != 0, "BPB_RsvdSecCnt", 14, rsvdSecCnt);
    int numFats = b.u8(16);
    b.require(numFats != 0, "BPB_NumFATs", 16, numFats);
    int media = b.u8(21);
    b.require(media == 0xF0 || media >= 0xF8, "BPB_Media", 21, media);
    int fatSz16 = b.u16le(22);
    boolean fat32 = fatSz16 == 0;
    long fatSz = fat32 ? b.u32le(36) : fatSz16;
    b.require(fatSz != 0, "BPB_FATSz32", 36, fatSz);
    int rootEntCnt = b.u16le(17);
    b.require(
        rootEntCnt * DirectoryEntries.SIZE % bytsPerSec == 0, "BPB_RootEntCnt", 17, rootEntCnt);
    b.require(fat32 || rootEntCnt != 0, "BPB_RootEntCnt", 17, rootEntCnt);
    long totSec = totalSectors(b, fat32);
    long rootSector = rsvdSecCnt + numFats * fatSz;
    long heapSector = rootSector + rootEntCnt * DirectoryEntries.SIZE / bytsPerSec;
    b.require(totSec > heapSector, "BPB_TotSec32", 32, totSec);
    long clusters = (totSec - heapSector) / secPerClus;
    Clusters.Width width =
        fat32
            ? Clusters.Width.FAT32
            : clusters > MOST_FAT12 ? Clusters.Width.FAT16 : Clusters.Width.FAT12;
    b.require(fat32 || clusters <= MOST_FAT16, "the number of clusters of FAT16", 32, clusters);
    int extended = fat32 ? 64 : 36;
    return new FatBootSector(
        width,
        bytsPerSec,
        bytsPerSec * secPerClus,
        totSec,
        rsvdSecCnt + activeTable(b, fat32, numFats) * fatSz,
        fat32 ? 0 : rootSector,
        fat32 ? 0 : rootEntCnt,
        fat32 ? b.u32le(44) : 0,
        heapSector,
        Math.min(clusters, tableEntries(width, fatSz * bytsPerSec) - Clusters.FIRST),
        serial(b, extended),
        b.u8(extended + 1));
  }

  /** Some FAT32 volumes store a 64-bit count where the name of the format usually stands. */
  private static long totalSectors(ByteView b, boolean fat32) throws ImageException {
    int totSec16 = b.u16le(19);
    long totSec32 = b.u32le(32);
    long totSec = totSec16 != 0 ? totSec16 : totSec32;
    return totSec == 0 && fat32 ? b.u64le(82) : totSec;
  }

  /** The table in use: the first, unless FAT32 says that only another one is written. */
  private static long activeTable(ByteView b, boolean fat32, int numFats) throws ImageException {
    int extFlags = fat32 ? b.u16le(40) : 0;
    int active = extFlags & 0xF;
    boolean mirrored = (extFlags & 0x80) == 0;
    return mirrored || active >= numFats ? 0 : active;
  }

  private static long tableEntries(Clusters.Width width, long bytes) {
    return switch (width) {
      case FAT12 -> bytes * 2 / 3;
      case FAT16 -> bytes / 2;
      case FAT32, EXFAT -> bytes / 4;
    };
  }

  private static String serial(ByteView b, int extended) throws ImageException {
    int bootSig = b.u8(extended + 2);
    boolean present = bootSig == 0x28 || bootSig == 0x29;
    return present ? serialText(b.u32le(extended + 3)) : "";
  }

  /** A serial number as {@code 1A2B-3C4D}. */
  static String serialText(long serial) {
    String hex = HexFormat.of().toHexDigits((int) serial).toUpperCase(Locale.ROOT);
    return hex.substring(0, 4) + "-" + hex.substring(4);
  }

  String format() {
    return width.name().toLowerCase(Locale.ROOT);
  }

  private static boolean isPowerOfTwo(int value) {
    return Integer.bitCount(value) == 1;
  }
}
