package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle itself: it must see each single difference between two trees. */
final class ManifestTest {

  @TempDir Path folder;

  @BeforeEach
  void root() {
    Host.assumeMounts();
  }

  @Test
  void eachSingleDifferenceIsSeen() throws IOException {
    Path raw = small();
    Manifest before;
    try (KernelMount mount = KernelMount.readOnly(raw)) {
      before = Manifest.of(mount.mountpoint());
      assertThat(Manifest.of(mount.mountpoint()).differences(before)).isEmpty();
    }
    assertThat(before.facts()).hasSize(10);
    List<String> changes =
        List.of(
            "sif /file mode 0100600",
            "sif /file uid 7",
            "sif /file gid 7",
            "sif /file links_count 9",
            "sif /file mtime_extra 4",
            "sif /file atime @5",
            "sif /file ctime @5",
            "sif /file crtime @5",
            "sif /file size 4999",
            "sif /file blocks 2",
            "sif /device block[0] 5",
            "ea_set /file user.name other",
            "ea_rm /link trusted.name",
            "zap_block -f /file -p 0x41 1",
            "punch /file 2 2",
            "rm /folder/empty",
            "unlink /file-again",
            "ln /file /folder/third",
            "sif /link block[0] 0x41414141");
    for (String change : changes) {
      Path changed = folder.resolve("changed.raw");
      Files.deleteIfExists(changed);
      Files.copy(raw, changed);
      Host.run("debugfs", "-w", "-R", change, changed.toString());
      try (KernelMount mount = KernelMount.readOnly(changed)) {
        assertThat(Manifest.of(mount.mountpoint()).differences(before)).as(change).isNotEmpty();
      }
    }
  }

  private Path small() throws IOException {
    Path raw = new Images(folder).ext4("small.raw", 2, "-b", "1024", "-I", "256");
    try (KernelMount mount = KernelMount.readWrite(raw, "rw")) {
      Host.bash(
          mount.mountpoint(),
          """
          seq 1 1000 >file && truncate -s 5000 file && ln file file-again && ln -s target link
          setfattr -n user.name -v value file && setfattr -h -n trusted.name -v value link
          mknod device c 1 3 && mkfifo fifo && mkdir folder && touch folder/empty $'odd\001\n\344'
          """);
    }
    return raw;
  }
}
