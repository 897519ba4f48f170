package io.coldmount.fs.fat;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.UnsupportedException;

/**
 * The main or backup boot sector of exFAT. Layout: Microsoft, "exFAT file system specification",
 * section 3.1.
 *
 * @param tableSector where the allocation table in use begins
 * @param activeTable 0 or 1: which table and which allocation bitmap count
 */
record ExfatBootSector(
    int sectorShift,
    int clusterShift,
    long volumeSectors,
    long tableSector,
    int activeTable,
    long heapSector,
    long clusterCount,
    long rootCluster,
    long serial,
    boolean dirty,
    boolean mediaFailure) {

  static final int SIZE = 512;
  static final String NAME = "EXFAT   ";

  private static final int LEAST_SHIFT = 9;
  private static final int MOST_SHIFT = 12;
  private static final int MOST_CLUSTER_SHIFT = 25;

  static ExfatBootSector parse(ByteView b) throws CorruptException, UnsupportedException {
    b.require(b.matches(3, NAME), "FileSystemName", 3, b.u64le(3));
    int bootSignature = b.u16le(510);
    b.require(bootSignature == 0xAA55, "BootSignature", 510, bootSignature);
    int major = b.u8(105);
    if (major != 1) {
      throw new UnsupportedException(b.source(), "exFAT with FileSystemRevision " + major);
    }
    int bytesPerSectorShift = b.u8(108);
    b.require(
        bytesPerSectorShift >= LEAST_SHIFT && bytesPerSectorShift <= MOST_SHIFT,
        "BytesPerSectorShift",
        108,
        bytesPerSectorShift);
    int sectorsPerClusterShift = b.u8(109);
    b.require(
        sectorsPerClusterShift <= MOST_CLUSTER_SHIFT - bytesPerSectorShift,
        "SectorsPerClusterShift",
        109,
        sectorsPerClusterShift);
    int numberOfFats = b.u8(110);
    b.require(numberOfFats == 1 || numberOfFats == 2, "NumberOfFats", 110, numberOfFats);
    long volumeLength = b.u64le(72);
    b.require(
        volumeLength > 0 && volumeLength <= Long.MAX_VALUE >> bytesPerSectorShift,
        "VolumeLength",
        72,
        volumeLength);
    long fatOffset = b.u32le(80);
    b.require(fatOffset >= 24, "FatOffset", 80, fatOffset);
    long fatLength = b.u32le(84);
    long clusterHeapOffset = b.u32le(88);
    b.require(
        clusterHeapOffset >= fatOffset + fatLength * numberOfFats
            && clusterHeapOffset < volumeLength,
        "ClusterHeapOffset",
        88,
        clusterHeapOffset);
    long clusterCount = b.u32le(92);
    b.require(
        clusterCount <= (volumeLength - clusterHeapOffset) >> sectorsPerClusterShift
            && clusterCount <= ((fatLength << bytesPerSectorShift) >> 2) - Clusters.FIRST,
        "ClusterCount",
        92,
        clusterCount);
    long root = b.u32le(96);
    b.require(
        root >= Clusters.FIRST && root - Clusters.FIRST < clusterCount,
        "FirstClusterOfRootDirectory",
        96,
        root);
    int volumeFlags = b.u16le(106);
    int activeFat = numberOfFats == 2 ? volumeFlags & 1 : 0;
    return new ExfatBootSector(
        bytesPerSectorShift,
        bytesPerSectorShift + sectorsPerClusterShift,
        volumeLength,
        fatOffset + activeFat * fatLength,
        activeFat,
        clusterHeapOffset,
        clusterCount,
        root,
        b.u32le(100),
        (volumeFlags & 2) != 0,
        (volumeFlags & 4) != 0);
  }
}
