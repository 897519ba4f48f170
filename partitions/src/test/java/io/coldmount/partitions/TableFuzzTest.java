package io.coldmount.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coldmount.block.MemorySource;

/** Hostile tables: whatever they say, the answer is a table whose volumes lie on the disk. */
final class TableFuzzTest {

  private static final int SECTOR = 512;
  private static final int EBRS = 16;

  /** A signed MBR and signed EBRs with arbitrary records. */
  @FuzzTest(maxDuration = "1m")
  void mbr(FuzzedDataProvider data) throws Exception {
    byte[] disk = new byte[EBRS * SECTOR];
    for (int sector = 0; sector < EBRS; sector++) {
      byte[] records = data.consumeBytes(64);
      System.arraycopy(records, 0, disk, sector * SECTOR + 446, records.length);
      disk[sector * SECTOR + 510] = 0x55;
      disk[sector * SECTOR + 511] = (byte) 0xAA;
    }
    check(disk);
  }

  /** A sound GPT in which arbitrary places are changed, its checksums right or not. */
  @FuzzTest(maxDuration = "1m")
  void gpt(FuzzedDataProvider data) throws Exception {
    GptImage image = GptImage.make(data.consumeBoolean() ? 512 : 4096, 128, 8);
    boolean seal = data.consumeBoolean();
    while (data.remainingBytes() > 0) {
      int sector = new int[] {0, 1, 2, 255, image.backupArray()}[data.consumeInt(0, 4)];
      int at = sector * image.sectorSize + data.consumeInt(0, 511);
      image.bytes.put(at, data.consumeByte());
    }
    if (seal) {
      image.sealHeader(1).sealHeader(255);
    }
    check(image.bytes.array());
  }

  /** Arbitrary bytes. */
  @FuzzTest(maxDuration = "1m")
  void anything(byte[] disk) throws Exception {
    check(disk);
  }

  private static void check(byte[] bytes) throws Exception {
    var disk = new MemorySource("disk", bytes);
    for (int sectorSize : new int[] {0, 512, 4096}) {
      PartitionTable table = PartitionTable.read(disk, sectorSize);
      for (Volume volume : table.volumes()) {
        assertThat(volume.content().size()).isLessThanOrEqualTo(volume.length());
        assertThat(volume.offset() + volume.content().size()).isLessThanOrEqualTo(bytes.length);
        volume.content().bytes(0, (int) volume.content().size());
      }
    }
  }
}
