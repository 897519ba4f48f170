package io.coldmount.diskset.vmdk;

import static io.coldmount.diskset.TestFiles.patchy;
import static io.coldmount.diskset.TestFiles.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ImageCache;
import io.coldmount.diskset.CountingFiles;
import io.coldmount.diskset.Disk;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.diskset.DiskSet;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of the files is read: the cost of a disk follows what is touched of it. */
final class CostTest {

  @TempDir Path folder;

  private final CountingFiles files = new CountingFiles();
  private final DiskOptions options =
      new DiskOptions(files, ImageCache.ofBytes(64 << 20), List.of(), false, Map.of());

  /** A seSparse extent of nearly 64 TiB with one grain, the last but one; a hole on the host. */
  private Path sixtyFourTebibytes() throws Exception {
    long capacity = (64L << 31) - 8;
    long tables = Math.ceilDiv(capacity, 8L * 4096);
    long directorySectors = Math.ceilDiv(tables, 64);
    long table = 16 + directorySectors;
    ByteBuffer header = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(0xCAFEBABEL).putLong(0x200000001L).putLong(capacity).putLong(8).putLong(64);
    header.putLong(80, 1).putLong(88, 1).putLong(128, 16).putLong(136, directorySectors);
    header.putLong(144, table).putLong(152, 64).putLong(192, table + 64).putLong(200, 8);
    header.putLong(512, 0xCAFECAFEL);
    Path disk = folder.resolve("large.vmdk");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      byte[] bytes = new byte[1024];
      header.get(0, bytes);
      file.write(bytes);
      file.seek(16 * 512 + (tables - 1) * 8 + 7);
      file.write(0x10);
      file.seek(table * 512 + 4094 * 8 + 7);
      file.write(0x30);
      file.seek((table + 64) * 512);
      file.write(new byte[] {1, 2, 3});
      file.setLength((table + 64 + 8) * 512);
    }
    return disk;
  }

  @Test
  void openingAndReadingADiskOf64TebibytesReadsKilobytes() throws Exception {
    try (DiskSet set = DiskSet.open(List.of(sixtyFourTebibytes()), options)) {
      assertThat(files.bytes).hasValueLessThan(16 << 10);
      BlockSource source = set.disks().getFirst().content();
      long grain = source.size() / 4096 / 4096 * 4096 * 4096 + 4094L * 4096;
      assertThat(source.bytes(grain, 3)).containsExactly(1, 2, 3);
      assertThat(source.bytes(1L << 40, 4096)).containsOnly(0);
      assertThat(files.bytes).hasValueLessThan(256 << 10);
    }
  }

  @Test
  void openingAChainOf32LinksReadsKilobytesAndAReadCostsOneCall() throws Exception {
    Files.write(folder.resolve("in.raw"), patchy(4, 4 << 20));
    run(folder, "qemu-img", "convert", "-O", "vmdk", "-S", "0", "in.raw", "d0.vmdk");
    for (int i = 1; i < 32; i++) {
      run(
          folder,
          "qemu-img",
          "create",
          "-q",
          "-f",
          "vmdk",
          "-b",
          "d" + (i - 1) + ".vmdk",
          "-F",
          "vmdk",
          "d" + i + ".vmdk");
    }
    try (DiskSet set = DiskSet.open(List.of(folder.resolve("d31.vmdk")), options)) {
      Disk disk = set.disks().getFirst();
      assertThat(disk.links()).hasSize(32);
      assertThat(files.bytes).hasValueLessThan(32 * (24 << 10));
      disk.content().bytes(0, 1);
      files.reset();
      disk.content().bytes(65536 + 100, 2 << 20);
      assertThat(files.reads).as("contiguous grains are one read").hasValue(1);
      assertThat(files.bytes).hasValue(2 << 20);
    }
  }

  @Test
  void aSplitDiskOfSeveralGibibytesReadsAcrossItsBoundaries() throws Exception {
    for (String type : new String[] {"twoGbMaxExtentSparse", "twoGbMaxExtentFlat"}) {
      run(
          folder,
          "qemu-img",
          "create",
          "-q",
          "-f",
          "vmdk",
          "-o",
          "subformat=" + type,
          type + ".vmdk",
          "5G");
      long boundary = 2L << 30;
      run(
          folder,
          "qemu-io",
          "-f",
          "vmdk",
          "-c",
          "write -P 1 " + (boundary - 65536) + " 128k",
          "-c",
          "write -P 2 " + (2 * boundary - 512) + " 1k",
          "-c",
          "write -P 3 " + ((5L << 30) - 512) + " 512",
          type + ".vmdk");
      try (DiskSet set = DiskSet.open(List.of(folder.resolve(type + ".vmdk")), options)) {
        Disk disk = set.disks().getFirst();
        assertThat(disk.links().getFirst().extents()).hasSize(3);
        BlockSource source = disk.content();
        assertThat(source.size()).isEqualTo(5L << 30);
        assertThat(source.bytes(boundary - 65536, 128 << 10)).containsOnly(1);
        assertThat(source.bytes(boundary + 65536, 4096)).containsOnly(0);
        assertThat(source.bytes(2 * boundary - 512, 1024)).containsOnly(2);
        assertThat(source.bytes((5L << 30) - 512, 512)).containsOnly(3);
      }
    }
  }
}
