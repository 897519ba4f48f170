package io.coldmount.partitions;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * One of the two copies of a GUID partition table.
 *
 * @param lba the sector of its header
 * @param array the bytes of its entries
 * @param problems what speaks against it, as clauses; empty for a sound copy
 */
record GptCopy(int sectorSize, long lba, GptHeader header, ByteView array, List<String> problems) {

  /**
   * Reads the copy whose header is in sector {@code lba}.
   *
   * @throws CorruptException if there is none there that can be followed
   */
  static GptCopy read(BlockSource disk, int sectorSize, long lba) throws IOException {
    GptHeader header = GptHeader.parse(sectors(disk, sectorSize, lba, sectorSize));
    ByteView array = sectors(disk, sectorSize, header.entryLba(), header.arrayBytes());
    return new GptCopy(sectorSize, lba, header, array, problems(header, array, lba));
  }

  private static ByteView sectors(BlockSource disk, int sectorSize, long lba, int length)
      throws IOException {
    long count = disk.size() / sectorSize;
    if (lba < 0 || lba >= count) {
      throw new CorruptException(
          disk.name(),
          "sector "
              + Long.toUnsignedString(lba)
              + " lies outside the disk's "
              + count
              + " sectors");
    }
    return disk.view(lba * sectorSize, length);
  }

  private static List<String> problems(GptHeader header, ByteView array, long lba) {
    var problems = new ArrayList<String>();
    if (!header.checksumMatches()) {
      problems.add("the checksum of the header is wrong");
    }
    if (header.myLba() != lba) {
      problems.add("the header says it is in sector " + Long.toUnsignedString(header.myLba()));
    }
    var crc = new CRC32();
    crc.update(array.buffer());
    if (crc.getValue() != header.arrayChecksum()) {
      problems.add("the checksum of the partition entries is wrong");
    }
    return List.copyOf(problems);
  }

  boolean isSound() {
    return problems.isEmpty();
  }

  GptEntry entry(int index) throws CorruptException {
    return GptEntry.parse(array.slice(index * header.entrySize(), header.entrySize()));
  }
}
