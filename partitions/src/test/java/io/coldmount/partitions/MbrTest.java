package io.coldmount.partitions;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.MemorySource;
import io.coldmount.partitions.PartitionTable.Scheme;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** MBRs and EBRs written byte by byte; one field is changed, and the exact finding is expected. */
final class MbrTest {

  private static final int SECTORS = 1000;

  private final ByteBuffer bytes =
      ByteBuffer.allocate(SECTORS * 512).order(ByteOrder.LITTLE_ENDIAN);

  private void sign(int sector) {
    bytes.putShort(sector * 512 + 510, (short) 0xAA55);
  }

  private void entry(int sector, int slot, int indicator, int type, int start, int size) {
    int at = sector * 512 + 446 + (16 * slot);
    bytes.put(at, (byte) indicator).put(at + 4, (byte) type);
    bytes.putInt(at + 8, start).putInt(at + 12, size);
    sign(sector);
  }

  private PartitionTable read() throws Exception {
    return PartitionTable.read(new MemorySource("disk", bytes.array()));
  }

  /** p1 at 10, an extended partition at 100 with p5 at 110 and p6 at 210. */
  private void chain() {
    bytes.putInt(440, 0x00C0FFEE);
    entry(0, 0, 0x80, 0x83, 10, 20);
    entry(0, 1, 0, 0x0F, 100, 300);
    entry(100, 0, 0, 0x07, 10, 20);
    entry(100, 1, 0, 0x05, 100, 50);
    entry(200, 0, 0, 0x8E, 10, 20);
  }

  @Test
  void primaryAndLogicalPartitionsAreNumberedAsLinuxDoes() throws Exception {
    chain();
    PartitionTable table = read();
    assertThat(table.scheme()).isEqualTo(Scheme.MBR);
    assertThat(table.uuid()).isEqualTo("00c0ffee");
    assertThat(table.findings()).isEmpty();
    assertThat(table.volumes())
        .extracting(Volume::id, v -> v.offset() / 512, Volume::type, Volume::uuid)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("p1", 10L, "0x83", "00c0ffee-01"),
            org.assertj.core.groups.Tuple.tuple("p5", 110L, "0x07", "00c0ffee-05"),
            org.assertj.core.groups.Tuple.tuple("p6", 210L, "0x8e", "00c0ffee-06"));
    assertThat(table.volumes().get(0).bootable()).isTrue();
    assertThat(table.volumes().get(1).bootable()).isFalse();
  }

  @Test
  void aChainThatComesBackIsCut() throws Exception {
    chain();
    entry(200, 1, 0, 0x05, 0, 50);
    expectChain("The chain of logical partitions comes back to sector 100 and is cut there.");
    entry(200, 1, 0, 0x05, 100, 50);
    expectChain("The chain of logical partitions comes back to sector 200 and is cut there.");
  }

  @Test
  void aChainThatLeavesTheDiskIsCut() throws Exception {
    chain();
    entry(200, 1, 0, 0x05, 900, 50);
    expectChain(
        "The chain of logical partitions is cut at sector 1000: disk: 512 bytes at offset 512000"
            + " lie outside its 512000 bytes.");
    entry(200, 1, 0, 0x05, -1, 50);
    expectChain(
        "The chain of logical partitions is cut at sector 4294967395: disk: 512 bytes at offset"
            + " 2199023306240 lie outside its 512000 bytes.");
    entry(200, 1, 0, 0x05, 700, 50);
    expectChain(
        "The chain of logical partitions is cut at sector 800: disk: the boot record's signature"
            + " at offset 410110 is wrong: found 0 (0x0).");
  }

  private void expectChain(String finding) throws Exception {
    PartitionTable table = read();
    assertThat(table.findings()).containsExactly(finding);
    assertThat(table.volumes()).extracting(Volume::id).containsExactly("p1", "p5", "p6");
  }

  @Test
  void twoExtendedPartitionsCannotShareAChain() throws Exception {
    chain();
    entry(0, 2, 0, 0x85, 200, 50);
    expectChain("The chain of logical partitions comes back to sector 200 and is cut there.");
  }

  @Test
  void aChainOfMoreThanATableCanHoldIsCut() throws Exception {
    var long1 = ByteBuffer.allocate(3000 * 512).order(ByteOrder.LITTLE_ENDIAN);
    long1.put(0, bytes.array(), 0, 512);
    long1.put(446 + 4, (byte) 5).putInt(446 + 8, 1).putInt(446 + 12, 2999);
    long1.putShort(510, (short) 0xAA55);
    for (int i = 1; i < 3000; i++) {
      long1.put(i * 512 + 446 + 4, (byte) 5).putInt(i * 512 + 446 + 8, i);
      long1.putInt(i * 512 + 446 + 12, 1).putShort(i * 512 + 510, (short) 0xAA55);
    }
    assertThat(PartitionTable.read(new MemorySource("disk", long1.array())).findings())
        .containsExactly(
            "The chain of logical partitions is cut after 1024 extended boot records.");
  }

  @Test
  void theThirdRecordOfAnEbrCountsOnlyIfItLiesInside() throws Exception {
    chain();
    entry(200, 2, 0, 0x83, 30, 10);
    entry(200, 3, 0, 0x83, 30, 900);
    PartitionTable table = read();
    assertThat(table.volumes()).extracting(Volume::id).containsExactly("p1", "p5", "p6", "p7");
    assertThat(table.volumes().get(3).offset()).isEqualTo(230 * 512);
  }

  @Test
  void entriesThatDoNotFitTheDiskAreReported() throws Exception {
    chain();
    entry(0, 2, 0, 0x83, 1000, 5);
    entry(0, 3, 0, 0x83, 990, -1);
    PartitionTable table = read();
    assertThat(table.volumes()).extracting(Volume::id).containsExactly("p1", "p4", "p5", "p6");
    assertThat(table.volumes().get(1).content().size()).isEqualTo(10 * 512);
    assertThat(table.volumes().get(1).length()).isEqualTo(0xFFFF_FFFFL * 512);
    assertThat(table.findings())
        .containsExactly(
            "p3 begins at sector 1000, outside the disk's 1000 sectors: it cannot be used.",
            "p4 has 4294967295 sectors from sector 990 on, but the disk has only 1000: its end is"
                + " missing.");
  }

  @Test
  void overlapsAreReportedAndBothAreUsable() throws Exception {
    chain();
    entry(0, 2, 0, 0x83, 25, 100);
    entry(0, 3, 0, 0x83, 0, 1);
    PartitionTable table = read();
    assertThat(table.volumes()).hasSize(5);
    assertThat(table.findings())
        .containsExactly(
            "p4 begins at sector 0, where the partition table is.",
            "p1 and p3 overlap from sector 25 on.",
            "p3 and p5 overlap from sector 110 on.");
  }

  @Test
  void anIllegalIndicatorIsReportedBesideGoodEntries() throws Exception {
    chain();
    entry(0, 2, 0x12, 0x83, 50, 5);
    assertThat(read().findings())
        .containsExactly("p3 has the boot indicator 0x12, which is neither 0x00 nor 0x80.");
    assertThat(read().volumes()).extracting(Volume::id).contains("p3");
  }

  @Test
  void bootCodeWithoutPartitionsIsNoTable() throws Exception {
    sign(0);
    expectWholeDisk("The partition table has no entries: the whole disk is taken as one volume.");
    entry(0, 1, 0x6F, 0x72, 0x20736B, 0x0A0D);
    expectWholeDisk(
        "The first sector is signed like an MBR, but holds no credible partition: the whole disk"
            + " is taken as one volume.");
    entry(0, 1, 0x80, 0x72, 0x20736B, 0x0A0D);
    expectWholeDisk(
        "The first sector is signed like an MBR, but holds no credible partition: the whole disk"
            + " is taken as one volume.");
  }

  private void expectWholeDisk(String... findings) throws Exception {
    PartitionTable table = read();
    assertThat(table.scheme()).isEqualTo(Scheme.NONE);
    assertThat(table.findings()).containsExactly(findings);
    assertThat(table.volumes()).hasSize(1);
    Volume disk = table.volumes().get(0);
    assertThat(disk.id()).isEqualTo("disk");
    assertThat(disk.content().name()).isEqualTo("disk");
    assertThat(disk.length()).isEqualTo(512 * SECTORS);
  }

  @Test
  void aDiskWithoutASignatureIsOneVolume() throws Exception {
    expectWholeDisk();
    for (int size : new int[] {0, 1, 511, 512, 513}) {
      var disk = new MemorySource("disk", new byte[size]);
      assertThat(PartitionTable.read(disk).volumes()).extracting(Volume::id).contains("disk");
    }
  }

  @Test
  void aFileSystemsBootSectorIsNoTable() throws Exception {
    sign(0);
    entry(0, 0, 0x80, 0x83, 10, 2000); // its code, which looks like a partition
    for (String name : new String[] {"NTFS    ", "EXFAT   ", "-FVE-FS-", "ReFS\0\0\0\0"}) {
      bytes.put(3, name.getBytes(US_ASCII));
      expectWholeDisk();
    }
    bytes.put(3, new byte[8]);
    fat();
    expectWholeDisk();
  }

  private void fat() {
    bytes.putShort(11, (short) 512).put(13, (byte) 4).putShort(14, (short) 1).put(16, (byte) 2);
    bytes.putShort(19, (short) SECTORS).put(21, (byte) 0xF8).putShort(22, (short) 3);
  }

  @Test
  void aParameterBlockWithOneWrongFieldIsNoFat() throws Exception {
    for (int field : new int[] {11, 13, 14, 16, 19, 21, 22}) {
      fat();
      entry(0, 0, 0x80, 0x83, 10, 2000);
      bytes.put(field, (byte) 0).put(field + 1, (byte) (field == 13 ? 1 : 0));
      assertThat(read().scheme()).as("field %d", field).isEqualTo(Scheme.MBR);
    }
  }

  @Test
  void aFlawlessTableOverrulesAnOldParameterBlock() throws Exception {
    chain();
    fat();
    assertThat(read().scheme()).isEqualTo(Scheme.MBR);
  }

  @Test
  void theHintSetsTheUnitOfAnMbr() throws Exception {
    entry(0, 0, 0, 0x83, 8, 16);
    var disk = new MemorySource("disk", bytes.array());
    Volume volume = PartitionTable.read(disk, 4096).volumes().get(0);
    assertThat(volume.offset()).isEqualTo(8 * 4096);
    assertThat(volume.length()).isEqualTo(16 * 4096);
  }

  @Test
  void aDiskWithoutASignatureHasPartUuidsButNoIdentity() throws Exception {
    entry(0, 0, 0, 0x83, 8, 16);
    assertThat(read().uuid()).isEmpty();
    assertThat(read().volumes().get(0).uuid()).isEqualTo("00000000-01");
  }
}
