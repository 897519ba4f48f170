package io.coldmount.diskset.vmdk;

import static io.coldmount.diskset.TestFiles.assertContent;
import static io.coldmount.diskset.TestFiles.patchy;
import static io.coldmount.diskset.TestFiles.run;
import static io.coldmount.diskset.TestFiles.viaQemu;
import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.diskset.Disk;
import io.coldmount.diskset.DiskSet;
import io.coldmount.diskset.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that qemu-img makes, against what it reads from them. */
final class QemuDisksTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "monolithicSparse",
        "monolithicFlat",
        "twoGbMaxExtentSparse",
        "twoGbMaxExtentFlat",
        "streamOptimized"
      })
  void everyTypeThatQemuWritesReadsAsTheGuestWroteIt(String type) throws Exception {
    for (int size : new int[] {40 << 20, (3 << 20) + 512 * 77}) {
      byte[] content = patchy(size, size);
      Path raw = folder.resolve("in.raw");
      Files.write(raw, content);
      Path disk = folder.resolve(type + size + ".vmdk");
      run(
          folder,
          "qemu-img",
          "convert",
          "-O",
          "vmdk",
          "-o",
          "subformat=" + type,
          "in.raw",
          disk.getFileName().toString());
      assertContent(disk, content);
      try (DiskSet set = TestFiles.open(disk)) {
        Disk opened = set.disks().getFirst();
        assertThat(opened.warnings()).isEmpty();
        assertThat(opened.links().getFirst().format()).isEqualTo("VMDK " + type);
      }
    }
  }

  @Test
  void zeroedGrainsHideTheParent() throws Exception {
    byte[] content = patchy(1, 8 << 20);
    Files.write(folder.resolve("in.raw"), content);
    run(folder, "qemu-img", "convert", "-O", "vmdk", "in.raw", "base.vmdk");
    run(
        folder,
        "qemu-img",
        "create",
        "-q",
        "-f",
        "vmdk",
        "-o",
        "zeroed_grain=on",
        "-b",
        "base.vmdk",
        "-F",
        "vmdk",
        "child.vmdk");
    run(
        folder,
        "qemu-io",
        "-f",
        "vmdk",
        "-c",
        "write -z 1M 3M",
        "-c",
        "write -P 7 5M 64k",
        "child.vmdk");
    Path child = folder.resolve("child.vmdk");
    assertContent(child, viaQemu(child));
  }

  @Test
  void aChainReadsAsQemuReadsItAtEveryLink() throws Exception {
    Random random = new Random(5);
    Files.write(folder.resolve("in.raw"), patchy(2, 40 << 20));
    run(folder, "qemu-img", "convert", "-O", "vmdk", "in.raw", "d0.vmdk");
    for (int i = 1; i <= 6; i++) {
      String sub = i % 2 == 0 ? "monolithicSparse" : "twoGbMaxExtentSparse";
      run(
          folder,
          "qemu-img",
          "create",
          "-q",
          "-f",
          "vmdk",
          "-o",
          "subformat=" + sub,
          "-b",
          "d" + (i - 1) + ".vmdk",
          "-F",
          "vmdk",
          "d" + i + ".vmdk");
      for (int w = 0; w < 4; w++) {
        int at = random.nextInt(39 << 11);
        run(
            folder,
            "qemu-io",
            "-f",
            "vmdk",
            "-c",
            "write -P " + (16 * i + w) + " " + at * 512L + " " + (1 + random.nextInt(300)) * 512L,
            "d" + i + ".vmdk");
      }
    }
    for (int i = 0; i <= 6; i++) {
      Path disk = folder.resolve("d" + i + ".vmdk");
      assertContent(disk, viaQemu(disk));
      try (DiskSet set = TestFiles.open(disk)) {
        assertThat(set.disks().getFirst().links()).hasSize(i + 1);
      }
    }
  }
}
