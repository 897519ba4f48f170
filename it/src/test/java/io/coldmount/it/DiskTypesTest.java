package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One file system in each type of VMDK, and in chains of them, against the kernel on the raw one.
 */
final class DiskTypesTest {

  @TempDir Path folder;

  @Test
  void eachTypeAndEachChainShowsWhatTheKernelShows() throws IOException {
    Host.assumeMounts();
    Host.assumeTools("qemu-img", "qemu-io", "mkfs.ext4");
    Path before = Population.volume(folder);
    Path after = folder.resolve("after.raw");
    Files.copy(before, after);
    try (KernelMount mount = KernelMount.readWrite(after, "rw")) {
      Host.bash(
          mount.mountpoint(),
          "rm -r many sizes/1500000; seq 1 50000 >new; echo changed >>fragments; mkdir -p a/b/c");
    }
    Manifest first = manifest(before);
    Manifest second = manifest(after);
    assertThat(first.differences(second)).isNotEmpty();

    Images images = new Images(folder);
    List<Path> bases = new ArrayList<>();
    for (String subformat : Images.SUBFORMATS) {
      bases.add(images.vmdk(before, subformat));
    }
    List<Path> snapshots = new ArrayList<>();
    for (Path base : bases) {
      String name = base.getFileName().toString().replace(".vmdk", "-000001.vmdk");
      snapshots.add(images.snapshot(name, base, before, after));
    }
    Fingerprint unchanged = Fingerprint.of(folder);
    for (Path base : bases) {
      compare(base, first);
    }
    for (Path snapshot : snapshots) {
      compare(snapshot, second);
    }
    unchanged.assertUnchanged();
  }

  private static Manifest manifest(Path raw) throws IOException {
    try (KernelMount mount = KernelMount.readOnly(raw)) {
      return Manifest.of(mount.mountpoint());
    }
  }

  private static void compare(Path disk, Manifest expected) throws IOException {
    try (Coldmount mount = Coldmount.mount(disk)) {
      assertThat(Manifest.of(mount.mountpoint()).differences(expected)).as("%s", disk).isEmpty();
    }
  }
}
