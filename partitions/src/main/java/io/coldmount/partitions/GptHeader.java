package io.coldmount.partitions;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The header of one copy of a GUID partition table. Layout: UEFI specification 2.10, table 5.5.
 *
 * @param entryCount and {@code entrySize} describe an array of at most {@link #MOST_ARRAY_BYTES}
 * @param checksumMatches whether the header's own checksum holds
 */
record GptHeader(
    long myLba,
    long alternateLba,
    String diskGuid,
    long entryLba,
    int entryCount,
    int entrySize,
    long arrayChecksum,
    boolean checksumMatches) {

  static final String SIGNATURE = "EFI PART";

  /** 32,768 entries of the usual size: what Linux can allocate at once, and 256 times the usual. */
  static final int MOST_ARRAY_BYTES = 4 << 20;

  private static final int LEAST_SIZE = 92;
  private static final int MOST_ENTRY_SIZE = 4096;

  /**
   * Reads the header in the sector {@code b}.
   *
   * @throws CorruptException if it cannot be followed; a wrong checksum alone is no reason
   */
  static GptHeader parse(ByteView b) throws CorruptException {
    b.require(b.matches(0, SIGNATURE), "the GPT header's signature", 0, b.u64le(0));
    long headerSize = b.u32le(12);
    b.require(headerSize >= LEAST_SIZE && headerSize <= b.length(), "HeaderSize", 12, headerSize);
    long headerCrc32 = b.u32le(16);
    long myLba = b.u64le(24);
    long alternateLba = b.u64le(32);
    String diskGuid = Guid.text(b, 56);
    long partitionEntryLba = b.u64le(72);
    b.require(partitionEntryLba > 0, "PartitionEntryLBA", 72, partitionEntryLba);
    long numberOfPartitionEntries = b.u32le(80);
    long sizeOfPartitionEntry = b.u32le(84);
    b.require(
        sizeOfPartitionEntry >= GptEntry.SIZE
            && sizeOfPartitionEntry <= MOST_ENTRY_SIZE
            && sizeOfPartitionEntry % 8 == 0,
        "SizeOfPartitionEntry",
        84,
        sizeOfPartitionEntry);
    b.require(
        numberOfPartitionEntries > 0
            && numberOfPartitionEntries <= MOST_ARRAY_BYTES / sizeOfPartitionEntry,
        "NumberOfPartitionEntries",
        80,
        numberOfPartitionEntries);
    long partitionEntryArrayCrc32 = b.u32le(88);
    return new GptHeader(
        myLba,
        alternateLba,
        diskGuid,
        partitionEntryLba,
        (int) numberOfPartitionEntries,
        (int) sizeOfPartitionEntry,
        partitionEntryArrayCrc32,
        checksum(b, (int) headerSize) == headerCrc32);
  }

  int arrayBytes() {
    return entryCount * entrySize;
  }

  /** The checksum covers the header with its own field as zeros. */
  private static long checksum(ByteView b, int headerSize) throws CorruptException {
    byte[] header = b.bytes(0, headerSize);
    Arrays.fill(header, 16, 20, (byte) 0);
    var crc = new CRC32();
    crc.update(header);
    return crc.getValue();
  }
}
