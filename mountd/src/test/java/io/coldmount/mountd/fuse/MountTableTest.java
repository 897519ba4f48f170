package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MountTableTest {

  @Test
  void onlyMountsOfColdmountAreListed() {
    String table =
        """
        22 1 254:0 / / rw,relatime - ext4 /dev/root rw
        40 22 0:41 / /mnt/web\\04001 ro,nosuid,nodev shared:7 master:1 - fuse.coldmount /d/web\\040a\\134b.vmdk ro,user_id=0
        41 22 0:42 / /mnt/other ro - fuse.sshfs host:/ ro
        """;
    assertThat(MountTable.parse(table).coldmounts())
        .containsExactly(
            new ActiveMount(
                Path.of("/mnt/web 01"),
                "/d/web a\\b.vmdk",
                "ro,nosuid,nodev,ro,user_id=0",
                "0:41"));
  }

  @Test
  void aLineCutShortIsPassedOver() {
    assertThat(MountTable.parse("40 22 0:41 / /mnt ro - fuse.coldmount\n\n40 -\n").mounts())
        .isEmpty();
  }

  @Test
  void aMountIsFoundAgainWhereItIsNow() {
    ActiveMount old = new ActiveMount(Path.of("/mnt/old"), "disk", "", "0:41");
    MountTable table =
        MountTable.parse("40 22 0:41 / /mnt/new ro - fuse.coldmount disk ro,user_id=0\n");
    assertThat(table.find(old)).map(ActiveMount::mountpoint).contains(Path.of("/mnt/new"));
    assertThat(table.at(Path.of("/mnt/old"))).isEmpty();
  }

  @Test
  void whatIsMountedOverAMountIsSeen() {
    String line = "40 22 0:41 / /mnt ro - fuse.coldmount disk ro\n";
    MountTable free = MountTable.parse(line);
    MountTable covered = MountTable.parse(line + "41 40 0:42 / /mnt rw - tmpfs tmpfs rw\n");
    ActiveMount mount = free.coldmounts().getFirst();
    assertThat(free.isCovered(mount)).isFalse();
    assertThat(covered.isCovered(mount)).isTrue();
    assertThat(covered.at(Path.of("/mnt"))).contains(mount);
  }
}
