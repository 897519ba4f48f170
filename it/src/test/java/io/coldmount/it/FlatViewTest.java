package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks as raw files, for the tools that want those. */
final class FlatViewTest {

  @TempDir Path folder;

  @Test
  void everyDiskAndVolumeIsARawFileThatOtherToolsRead() throws IOException {
    Host.assumeMounts();
    Host.assumeTools("fsck.ext4", "sfdisk");
    Path disk = LinuxGuest.make(folder, LinuxGuest.FSTAB);
    Path raw = new Images(folder).raw(disk, "expected.raw");
    try (Coldmount mount = Coldmount.mount(disk, "--flat")) {
      assertThat(
              Host.bash(
                  mount.mountpoint(),
                  """
                  ls
                  cmp disk0 "$1"
                  fsck.ext4 -n -f disk0p3 >/dev/null 2>&1
                  sfdisk -d disk0 | grep -c start=
                  test "$(du -k disk0 | cut -f 1)" -lt 20000
                  """,
                  raw.toString()))
          .isEqualTo("disk0\ndisk0p1\ndisk0p2\ndisk0p3\ndisk0p4\ndisk0p5\n5\n");
    }
  }

  @Test
  void aDiskWithoutFileSystemsIsShownToo() throws IOException {
    Host.assumeMounts();
    Host.bash(folder, "truncate -s 3M empty.raw");
    try (Coldmount mount = Coldmount.mount(folder.resolve("empty.raw"), "--flat")) {
      assertThat(Host.bash(mount.mountpoint(), "stat -c '%n %s %b' *"))
          .isEqualTo("disk0 3145728 0\n");
    }
  }
}
