package io.coldmount.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.partitions.PartitionTable.Scheme;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that sfdisk, sgdisk and parted made are read as sfdisk reads them. */
final class SfdiskOracleTest {

  private static final long GIB = 1L << 30;

  @TempDir Path folder;

  @BeforeAll
  static void toolsAreThere() {
    assumeTrue(Tool.exists("sfdisk"), "sfdisk is not installed");
  }

  @Test
  void anMbrWithLogicalPartitions() throws Exception {
    Path image =
        made(
            512,
            """
            label: dos
            label-id: 0xcafe0042
            start=2048, size=20480, type=83, bootable
            start=22528, size=20480, type=7
            start=43008, size=1000000, type=f
            start=1043008, size=2048, type=82
            start=45056, size=4096, type=8e
            start=51200, size=4096, type=42
            start=57344, size=300000, type=fd
            """);
    PartitionTable table = equalToSfdisk(image, 512);
    assertThat(table.scheme()).isEqualTo(Scheme.MBR);
    assertThat(table.volumes())
        .extracting(Volume::id)
        .containsExactly("p1", "p2", "p4", "p5", "p6", "p7");
    assertThat(table.volumes())
        .extracting(Volume::typeName)
        .containsExactly(
            "Linux",
            "NTFS or exFAT",
            "Linux swap or Solaris",
            "Linux LVM",
            "Windows dynamic disk (LDM)",
            "Linux RAID");
    assertThat(table.volumes().get(3).uuid()).isEqualTo("cafe0042-05");
  }

  @Test
  void aChainOfFiftyLogicalPartitions() throws Exception {
    var script = new StringBuilder("label: dos\ndisk1 : start=2048, size=2000000, type=5\n");
    for (int i = 0; i < 50; i++) {
      script.append("disk" + (5 + i) + " : size=2048, type=83\n");
    }
    PartitionTable table = equalToSfdisk(made(512, script.toString()), 512);
    assertThat(table.volumes()).hasSize(50);
    assertThat(table.volumes().getLast().id()).isEqualTo("p54");
  }

  @Test
  void logicalPartitionsThatWereDeletedAndMadeOutOfOrder() throws Exception {
    Path image =
        made(
            512,
            """
            label: dos
            start=2048, size=1000000, type=85
            start=4096, size=2048, type=83
            start=8192, size=2048, type=83
            start=16384, size=2048, type=83
            """);
    Tool.must("", "sfdisk", "--no-reread", "--delete", image.toString(), "5");
    Tool.must(
        "start=5000, size=1000, type=b\n", "sfdisk", "--no-reread", "--append", image.toString());
    assertThat(equalToSfdisk(image, 512).volumes()).hasSize(3);
  }

  @Test
  void anMbrOfLargeSectors() throws Exception {
    assumeLoopDevices();
    Path image =
        made(
            4096,
            """
            label: dos
            start=256, size=2560, type=83
            start=4096, size=100000, type=5
            start=8192, size=1000, type=83
            """);
    equalToSfdisk(image, 4096);
  }

  @Test
  void aGptOfUsualSectors() throws Exception {
    gptOf(512);
  }

  @Test
  void aGptOfLargeSectors() throws Exception {
    assumeLoopDevices();
    gptOf(4096);
  }

  private void gptOf(int sectorSize) throws Exception {
    Path image =
        made(
            sectorSize,
            """
              label: gpt
              label-id: 12345678-9ABC-4EF0-8234-56789ABCDEF0
              start=2048, size=2048, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name="EFI system (1)"
              start=8192, size=4096, type=linux, name="root", attrs="LegacyBIOSBootable"
              start=16384, size=16, type=swap
              start=32768, size=1, type=21686148-6449-6E6F-744E-656564454649
              """);
    PartitionTable table = equalToSfdisk(image, sectorSize);
    assertThat(table.scheme()).isEqualTo(Scheme.GPT);
    assertThat(table.sectorSize()).isEqualTo(sectorSize);
    assertThat(table.findings()).isEmpty();
    assertThat(table.volumes().get(0).typeName()).isEqualTo("EFI system");
    assertThat(table.volumes().get(0).label()).isEqualTo("EFI system (1)");
  }

  @Test
  void aGptWithALongTableAndGaps() throws Exception {
    Path image =
        made(
            512,
            """
            label: gpt
            table-length: 512
            disk1 : start=4096, size=2048
            disk7 : start=8192, size=2048
            disk400 : start=10240, size=2048
            """);
    assertThat(equalToSfdisk(image, 512).volumes())
        .extracting(Volume::id)
        .containsExactly("p1", "p7", "p400");
  }

  @Test
  void aHybridMbrIsReadAsItsGpt() throws Exception {
    assumeTrue(Tool.exists("sgdisk"), "sgdisk is not installed");
    Path image = Tool.sparse(folder.resolve("hybrid"), GIB);
    Tool.must("", "sgdisk", "-n", "1:2048:+64M", "-n", "2:0:+64M", "-n", "3:0:0", image + "");
    Tool.must("", "sgdisk", "-h", "2", image.toString());
    PartitionTable table = equalToSfdisk(image, 512);
    assertThat(table.volumes()).hasSize(3);
    assertThat(table.findings())
        .containsExactly(
            "The MBR is a hybrid one: its entry 2 (type 0x83, 131072 sectors from sector 133120"
                + " on) is p2 of the GPT.");
  }

  @Test
  void whatPartedMade() throws Exception {
    assumeTrue(Tool.exists("parted"), "parted is not installed");
    Path dos = Tool.sparse(folder.resolve("parted-dos"), GIB);
    parted(dos, "mklabel msdos mkpart primary ntfs 1MiB 99MiB mkpart extended 100MiB 900MiB");
    parted(dos, "mkpart logical ext4 101MiB 200MiB mkpart logical fat32 201MiB 300MiB");
    assertThat(equalToSfdisk(dos, 512).volumes()).hasSize(3);
    Path gpt = Tool.sparse(folder.resolve("parted-gpt"), GIB);
    parted(gpt, "mklabel gpt mkpart one ext4 1MiB 99MiB mkpart two ntfs 100MiB 900MiB");
    assertThat(equalToSfdisk(gpt, 512).volumes()).hasSize(2);
  }

  private static void parted(Path image, String commands) throws Exception {
    var all = new java.util.ArrayList<>(List.of("parted", "-s", image.toString()));
    all.addAll(List.of(commands.split(" ")));
    Tool.must("", all.toArray(String[]::new));
  }

  private static void assumeLoopDevices() throws Exception {
    assumeTrue(Tool.run("", "losetup", "--find").exit() == 0, "there are no loop devices");
  }

  private Path made(int sectorSize, String script) throws Exception {
    Path image = Tool.sparse(folder.resolve("disk-" + sectorSize), GIB);
    Sfdisk.run(image, sectorSize, script);
    return image;
  }

  private static PartitionTable equalToSfdisk(Path image, int sectorSize) throws Exception {
    Sfdisk expected = Sfdisk.dump(image, sectorSize);
    try (FileDisk disk = FileDisk.open(image)) {
      boolean gpt = expected.label().equals("gpt"); // which shows its sector size by itself
      PartitionTable table =
          gpt ? PartitionTable.read(disk) : PartitionTable.read(disk, sectorSize);
      assertThat(table.volumes().stream().map(v -> row(v, table)).toList())
          .isEqualTo(expected.volumes());
      assertThat(table.uuid()).isEqualTo(expected.diskId());
      for (Volume volume : table.volumes()) {
        assertThat(volume.content().size()).isEqualTo(volume.length());
      }
      return table;
    }
  }

  private static Sfdisk.Row row(Volume volume, PartitionTable table) {
    boolean gpt = table.scheme() == Scheme.GPT;
    String type = volume.type();
    return new Sfdisk.Row(
        Integer.parseInt(volume.id().substring(1)),
        volume.offset() / table.sectorSize(),
        volume.length() / table.sectorSize(),
        gpt ? type : Integer.toHexString(Integer.decode(type)),
        gpt ? volume.uuid() : "",
        volume.label(),
        volume.bootable());
  }
}
