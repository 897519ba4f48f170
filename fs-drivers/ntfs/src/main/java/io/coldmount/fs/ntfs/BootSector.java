package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;

/**
 * The boot sector of an NTFS volume. Layout: Microsoft, "NTFS partition boot sector" (NT resource
 * kit); the names are those of the Linux-NTFS documentation, {@code $Boot}.
 *
 * @param mftCluster where $MFT begins
 * @param mirrorCluster where $MFTMirr begins
 * @param recordSize of an MFT record, in bytes
 * @param indexBlockSize of a block of an index allocation, in bytes
 */
record BootSector(
    int sectorSize,
    int clusterSize,
    long sectorCount,
    long mftCluster,
    long mirrorCluster,
    int recordSize,
    int indexBlockSize,
    long serial) {

  static final int SIZE = 512;

  /** The largest cluster of Windows 10 1709 and later. */
  static final int MAXIMUM_CLUSTER = 2 << 20;

  private static final int MAXIMUM_RECORD = 64 << 10;

  static boolean hasMagic(ByteView b) {
    return b.matches(3, "NTFS    ");
  }

  static BootSector parse(ByteView b) throws ImageException {
    if (!hasMagic(b)) {
      throw new CorruptException(b.source(), "there is no NTFS boot sector at " + b.position());
    }
    int bytesPerSector = b.u16le(0x0B);
    int sectorsPerCluster = b.u8(0x0D);
    long totalSectors = b.u64le(0x28);
    long mftLcn = b.u64le(0x30);
    long mftMirrLcn = b.u64le(0x38);
    int clustersPerMftRecord = (byte) b.u8(0x40);
    int clustersPerIndexBlock = (byte) b.u8(0x44);
    b.require(
        Integer.bitCount(bytesPerSector) == 1 && bytesPerSector >= 512 && bytesPerSector <= 4096,
        "the sector size of the NTFS boot sector",
        0x0B,
        bytesPerSector);
    // Above 128 sectors the field is the negative logarithm of their number (ntfs-3g, Windows 10).
    long perCluster =
        sectorsPerCluster <= 0x80 ? sectorsPerCluster : 1L << Math.min(256 - sectorsPerCluster, 32);
    b.require(
        Long.bitCount(perCluster) == 1 && perCluster * bytesPerSector <= MAXIMUM_CLUSTER,
        "the number of sectors per cluster",
        0x0D,
        sectorsPerCluster);
    int cluster = (int) perCluster * bytesPerSector;
    b.require(
        totalSectors > 0 && totalSectors <= Long.MAX_VALUE / bytesPerSector,
        "the number of sectors",
        0x28,
        totalSectors);
    long clusters = totalSectors * bytesPerSector / cluster;
    b.require(mftLcn > 0 && mftLcn < clusters, "the cluster of $MFT", 0x30, mftLcn);
    int record = structureSize(b, 0x40, clustersPerMftRecord, cluster);
    int index = structureSize(b, 0x44, clustersPerIndexBlock, cluster);
    return new BootSector(
        bytesPerSector, cluster, totalSectors, mftLcn, mftMirrLcn, record, index, b.u64le(0x48));
  }

  /** A size in clusters, or the negative logarithm of one in bytes. */
  private static int structureSize(ByteView b, int offset, int value, int cluster)
      throws CorruptException {
    long size = value > 0 ? (long) value * cluster : 1L << Math.min(-value, 32);
    b.require(
        Long.bitCount(size) == 1 && size >= 512 && size <= MAXIMUM_RECORD,
        offset == 0x40 ? "the size of an MFT record" : "the size of an index block",
        offset,
        value);
    return (int) size;
  }

  long volumeSize() {
    return sectorCount * sectorSize;
  }

  long clusterCount() {
    return volumeSize() / clusterSize;
  }
}
