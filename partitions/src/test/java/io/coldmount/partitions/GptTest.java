package io.coldmount.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.partitions.PartitionTable.Scheme;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One field of a good GPT is changed, and the exact finding is expected. */
final class GptTest {

  private static final int PRIMARY = 512;
  private static final int BACKUP = 255 * 512;
  private static final int ENTRIES = 2 * 512;

  @Test
  void aSoundGptHasNoFindings() throws Exception {
    PartitionTable table = GptImage.usual().read();
    assertThat(table.scheme()).isEqualTo(Scheme.GPT);
    assertThat(table.sectorSize()).isEqualTo(512);
    assertThat(table.uuid()).isEqualTo(GptImage.DISK_GUID);
    assertThat(table.findings()).isEmpty();
    Volume root = table.volumes().get(0);
    assertThat(root.id()).isEqualTo("p1");
    assertThat(root.content().name()).isEqualTo("disk / p1");
    assertThat(root.offset()).isEqualTo(64 * 512);
    assertThat(root.length()).isEqualTo(16 * 512);
    assertThat(root.type()).isEqualTo("0fc63daf-8483-4772-8e79-3d69d8477de4");
    assertThat(root.typeName()).isEqualTo("Linux");
    assertThat(root.label()).isEqualTo("root");
    assertThat(root.uuid()).isEqualTo("33334444-2222-1111-0088-777766665555");
    assertThat(root.bootable()).isFalse();
  }

  @Test
  void otherSectorAndEntrySizesAreRead() throws Exception {
    for (GptImage image :
        List.of(
            GptImage.make(4096, 128, 128),
            GptImage.make(512, 256, 16),
            GptImage.make(512, 136, 5),
            GptImage.make(4096, 4096, 3))) {
      PartitionTable table = image.read();
      assertThat(table.findings()).isEmpty();
      assertThat(table.sectorSize()).isEqualTo(image.sectorSize);
      assertThat(table.volumes()).extracting(Volume::label).containsExactly("root", "data");
      assertThat(table.volumes().get(1).offset()).isEqualTo(96L * image.sectorSize);
    }
  }

  @Test
  void aHintThatIsWrongDoesNotHideTheHeader() throws Exception {
    assertThat(PartitionTable.read(GptImage.usual().disk(), 4096).sectorSize()).isEqualTo(512);
    assertThat(PartitionTable.read(GptImage.make(4096, 128, 128).disk(), 512).sectorSize())
        .isEqualTo(4096);
  }

  @Test
  void aDamagedPrimaryGivesWayToItsBackup() throws Exception {
    damaged(
        i -> i.bytes.putInt(PRIMARY + 16, 1),
        "The primary GPT is damaged (the checksum of the header is wrong); its backup in sector"
            + " 255 is used.");
    damaged(
        i -> i.bytes.put(ENTRIES + 56, (byte) 'X'),
        "The primary GPT is damaged (the checksum of the partition entries is wrong); its backup"
            + " in sector 255 is used.");
    damaged(
        i -> i.bytes.putLong(PRIMARY + 24, 7),
        "The primary GPT is damaged (the checksum of the header is wrong; the header says it is"
            + " in sector 7); its backup in sector 255 is used.");
    damaged(
        i -> i.bytes.putInt(PRIMARY + 12, 91),
        "The primary GPT is damaged (disk: HeaderSize at offset 524 is wrong: found 91 (0x5b));"
            + " its backup in sector 255 is used.");
    damaged(
        i -> i.bytes.putInt(PRIMARY + 12, 513),
        "The primary GPT is damaged (disk: HeaderSize at offset 524 is wrong: found 513 (0x201));"
            + " its backup in sector 255 is used.");
    damaged(
        i -> i.bytes.putInt(PRIMARY + 80, 32769),
        "The primary GPT is damaged (disk: NumberOfPartitionEntries at offset 592 is wrong: found"
            + " 32769 (0x8001)); its backup in sector 255 is used.");
    damaged(
        i -> i.bytes.putInt(PRIMARY + 84, 127),
        "The primary GPT is damaged (disk: SizeOfPartitionEntry at offset 596 is wrong: found 127"
            + " (0x7f)); its backup in sector 255 is used.");
    damaged(
        i -> i.bytes.putLong(PRIMARY + 72, 0),
        "The primary GPT is damaged (disk: PartitionEntryLBA at offset 584 is wrong: found 0"
            + " (0x0)); its backup in sector 255 is used.");
    damaged(
        i -> i.bytes.putLong(PRIMARY + 72, 256),
        "The primary GPT is damaged (disk: sector 256 lies outside the disk's 256 sectors); its"
            + " backup in sector 255 is used.");
    damaged(
        i -> i.wipe(1), "There is no primary GPT header, and its backup in sector 255 is used.");
  }

  private static void damaged(Consumer<GptImage> change, String finding) throws Exception {
    GptImage image = GptImage.usual();
    change.accept(image);
    PartitionTable table = image.read();
    assertThat(table.findings()).containsExactly(finding);
    assertThat(table.volumes()).extracting(Volume::label).containsExactly("root", "data");
    assertThat(table.volumes()).extracting(Volume::offset).containsExactly(64L * 512, 96L * 512);
  }

  @Test
  void aDamagedBackupIsReported() throws Exception {
    damaged(
        i -> i.bytes.putInt(BACKUP + 16, 1),
        "The backup GPT is damaged (the checksum of the header is wrong); the primary is used.");
    damaged(
        i -> i.bytes.putLong(PRIMARY + 32, Long.MIN_VALUE),
        "The primary GPT is damaged (the checksum of the header is wrong); its backup in sector"
            + " 255 is used.");
    damaged(
        i -> {
          i.bytes.putLong(PRIMARY + 32, -1);
          i.sealHeader(1);
        },
        "The backup GPT is damaged (disk: sector 18446744073709551615 lies outside the disk's 256"
            + " sectors); the primary is used.");
  }

  @Test
  void aBackupThatIsNotAtTheEndIsFoundThroughThePrimary() throws Exception {
    GptImage image = GptImage.usual();
    byte[] grown = java.util.Arrays.copyOf(image.bytes.array(), 300 * 512);
    var disk = new io.coldmount.block.MemorySource("disk", grown);
    assertThat(PartitionTable.read(disk).findings())
        .containsExactly(
            "The backup GPT is in sector 255, not in the disk's last: the disk has grown.");
    grown[ENTRIES]++;
    assertThat(PartitionTable.read(disk).findings())
        .containsExactly(
            "The primary GPT is damaged (the checksum of the partition entries is wrong); its"
                + " backup in sector 255 is used.");
  }

  @Test
  void whenBothCopiesAreDamagedTheEntriesAreStillUsed() throws Exception {
    damaged(
        i -> {
          i.bytes.putInt(PRIMARY + 16, 1);
          i.bytes.putInt(BACKUP + 16, 1);
        },
        "The primary GPT is damaged (the checksum of the header is wrong), and so is its backup:"
            + " the entries of the copy in sector 1 are used as they are.");
    damaged(
        i -> {
          i.bytes.putInt(PRIMARY + 84, 1);
          i.bytes.putInt(BACKUP + 16, 1);
        },
        "The primary GPT is damaged (disk: SizeOfPartitionEntry at offset 596 is wrong: found 1"
            + " (0x1)), and so is its backup: the entries of the copy in sector 255 are used as"
            + " they are.");
    damaged(
        i -> {
          i.wipe(1);
          i.bytes.putInt(BACKUP + 16, 1);
        },
        "There is no primary GPT header, and its backup in sector 255 is used as it is, damaged"
            + " (the checksum of the header is wrong).");
  }

  @Test
  void aProtectiveMbrWithoutAnyGptHasNoVolumes() throws Exception {
    PartitionTable table = GptImage.usual().wipe(1).wipe(255).read();
    assertThat(table.scheme()).isEqualTo(Scheme.GPT);
    assertThat(table.volumes()).isEmpty();
    assertThat(table.findings())
        .containsExactly(
            "The MBR announces a GPT, but there is neither a primary nor a backup header.");
  }

  @Test
  void entriesThatDoNotFitTheDiskAreReported() throws Exception {
    entry(256, 300, "p2 begins at sector 256, outside the disk's 256 sectors: it cannot be used.");
    entry(
        -2,
        -1,
        "p2 begins at sector 18446744073709551614, outside the disk's 256 sectors: it cannot be"
            + " used.");
    entry(9, 8, "p2 ends at sector 8, before its beginning at sector 9: it cannot be used.");
    PartitionTable table =
        entry(
            200,
            999,
            "p2 has 800 sectors from sector 200 on, but the disk has only 256: its end is"
                + " missing.");
    assertThat(table.volumes().get(1).length()).isEqualTo(800 * 512);
    assertThat(table.volumes().get(1).content().size()).isEqualTo(56 * 512);
    table =
        entry(
            200,
            Long.MAX_VALUE,
            "p2 has 9223372036854775608 sectors from sector 200 on, but the disk has only 256:"
                + " its end is missing.");
    assertThat(table.volumes().get(1).length()).isEqualTo(Long.MAX_VALUE);
    table = entry(70, 99, "p1 and p2 overlap from sector 70 on.");
    assertThat(table.volumes()).hasSize(2);
  }

  private static PartitionTable entry(long first, long last, String finding) throws Exception {
    PartitionTable table = GptImage.usual().entry(1, first, last, "").seal().read();
    assertThat(table.findings()).containsExactly(finding);
    assertThat(table.volumes().get(0).id()).isEqualTo("p1");
    return table;
  }

  @Test
  void aMissingProtectiveMbrIsReported() throws Exception {
    GptImage image = GptImage.usual().wipe(0);
    assertThat(image.read().findings()).containsExactly("The protective MBR is missing.");
    assertThat(image.read().volumes()).hasSize(2);
    image.bytes.putInt(PRIMARY + 16, 1).putInt(BACKUP + 16, 1);
    assertThat(image.read().scheme()).isEqualTo(Scheme.NONE);
  }

  @Test
  void aBackupThatNothingAnnouncesIsNotUsed() throws Exception {
    PartitionTable table = GptImage.usual().wipe(0).wipe(1).read();
    assertThat(table.scheme()).isEqualTo(Scheme.NONE);
    assertThat(table.volumes()).extracting(Volume::id).containsExactly("disk");
    assertThat(table.findings())
        .containsExactly(
            "The last sector holds the backup of a GPT, but neither the MBR nor the second sector"
                + " speaks of one: it is not used.");
  }

  @Test
  void anMbrWithoutAProtectiveEntryOverrulesAnOldGpt() throws Exception {
    PartitionTable table = GptImage.usual().mbrEntry(0, 0, 0x83, 32, 10).read();
    assertThat(table.scheme()).isEqualTo(Scheme.MBR);
    assertThat(table.volumes()).extracting(Volume::offset).containsExactly(32L * 512);
    assertThat(table.findings())
        .containsExactly(
            "There is a GPT header, but the MBR has partitions and no protective one: the MBR is"
                + " used.");
  }

  @Test
  void aHybridMbrIsComparedWithTheGpt() throws Exception {
    GptImage image = GptImage.usual().mbrEntry(1, 0x80, 0x83, 64, 16).mbrEntry(2, 0, 0x0C, 120, 8);
    PartitionTable table = image.read();
    assertThat(table.volumes()).hasSize(2);
    assertThat(table.findings())
        .containsExactly(
            "The MBR is a hybrid one: its entry 2 (type 0x83, 16 sectors from sector 64 on) is p1"
                + " of the GPT.",
            "The MBR is a hybrid one: its entry 3 (type 0x0c, 8 sectors from sector 120 on) is"
                + " not in the GPT and is not used.");
    table = image.wipe(1).wipe(255).read();
    assertThat(table.scheme()).isEqualTo(Scheme.MBR);
    assertThat(table.volumes()).extracting(Volume::id).containsExactly("p2", "p3");
  }

  @Test
  void aHostileTableHasNotEndlessFindings() throws Exception {
    GptImage image = GptImage.usual();
    for (int i = 0; i < 128; i++) {
      image.entry(i, 1000, 1001, "");
    }
    List<String> findings = image.seal().read().findings();
    assertThat(findings).hasSize(101).last().isEqualTo("28 more findings are not listed.");
  }

  @Test
  void namesEndAtNulOrUnsetUnits() throws Exception {
    GptImage image = GptImage.usual();
    image.entry(0, 64, 79, "\uFFFF\uFFFF\uFFFF\uFFFF").entry(1, 96, 99, "dä\uD800x\0y").seal();
    assertThat(image.read().volumes()).extracting(Volume::label).containsExactly("", "dä\uD800x");
  }

  @Test
  void theLegacyBootAttributeIsTheBootableFlag() throws Exception {
    GptImage image = GptImage.usual();
    image.bytes.putLong(ENTRIES + 48, 4);
    image.bytes.putLong(image.backupArray() * 512 + 48, 4);
    assertThat(image.seal().read().volumes().get(0).bootable()).isTrue();
  }
}
