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
    assertThat(MountTable.parse(table))
        .containsExactly(
            new ActiveMount(
                Path.of("/mnt/web 01"),
                "/d/web a\\b.vmdk",
                "ro,nosuid,nodev,ro,user_id=0",
                "0:41"));
  }

  @Test
  void aLineCutShortIsPassedOver() {
    assertThat(MountTable.parse("40 22 0:41 / /mnt ro - fuse.coldmount\n\n40 -\n")).isEmpty();
  }
}
