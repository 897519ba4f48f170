package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each option of mke2fs that changes the layout, against the kernel on the same volume. */
final class ExtFeaturesTest {

  @TempDir Path folder;

  @BeforeEach
  void root() {
    Host.assumeMounts();
    Host.assumeTools("mkfs.ext4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-b 4096",
        "-b 2048 -I 512",
        "-b 1024 -O ^extent,^64bit,^flex_bg",
        "-t ext2 -b 1024 -I 128",
        "-t ext2 -b 4096 -O ^filetype,^dir_index",
        "-t ext3 -b 1024",
        "-b 1024 -O ^metadata_csum,uninit_bg",
        "-b 1024 -O metadata_csum,metadata_csum_seed",
        "-b 1024 -O meta_bg,^resize_inode",
        "-b 4096 -O bigalloc -C 16384",
        "-b 4096 -O inline_data -I 512",
        "-b 1024 -O inline_data",
        "-b 1024 -O ea_inode,large_dir",
        "-b 1024 -O ^dir_index,^filetype,^sparse_super,^resize_inode",
        "-b 1024 -O sparse_super2,^resize_inode",
        "-b 1024 -O orphan_file,verity,stable_inodes",
        "-b 4096 -O mmp,^huge_file,^dir_nlink,^extra_isize",
        "-b 1024 -r 0 -t ext2",
        "-b 1024 -g 1024 -G 4 -E stride=4,stripe_width=16",
      })
  void theTreeIsWhatTheKernelShows(String options) throws IOException {
    String[] mkfs = (options + " -N 4000").split(" ", -1);
    Path raw = new Images(folder).ext4("volume.raw", 64, mkfs);
    boolean attributes = !options.contains("-r 0");
    try (KernelMount mount = KernelMount.readWrite(raw, "rw")) {
      if (attributes) {
        Population.full(mount.mountpoint());
      } else {
        Population.plain(mount.mountpoint());
      }
    }
    compare(raw, raw);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-b 4096",
        "-b 1024 -J size=1",
        "-t ext3 -b 1024",
        "-b 1024 -O ^metadata_csum,^64bit,^extent",
      })
  void aJournalThatWantsRecoveryShowsWhatTheKernelRecovers(String options) throws IOException {
    Path raw = new Images(folder).ext4("volume.raw", 64, (options + " -N 4000").split(" ", -1));
    Path snapshot = folder.resolve("snapshot.raw");
    try (KernelMount mount = KernelMount.readWrite(raw, "rw")) {
      Population.full(mount.mountpoint());
      Host.run("sync", "-f", mount.mountpoint().toString());
      Host.bash(
          mount.mountpoint(), "rm -r many links; seq 1 9999 >late; mkdir more; echo >more/one");
      force(mount.mountpoint().resolve("more/one")); // into the journal, and no further
      Files.copy(raw, snapshot);
    }
    Path recovered = folder.resolve("recovered.raw");
    Files.copy(snapshot, recovered);
    compare(snapshot, recovered);
    Host.Result inspected = Coldmount.run("inspect", Images.flat(snapshot));
    assertThat(inspected.output()).contains("The journal was replayed in memory");
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Compares Coldmount on {@code raw} with the kernel on {@code reference}, which may be written.
   */
  private static void compare(Path raw, Path reference) throws IOException {
    Path disk = Images.flat(raw);
    Manifest shown;
    try (Coldmount mount = Coldmount.mount(disk)) {
      shown = Manifest.of(mount.mountpoint());
    }
    try (KernelMount kernel = KernelMount.readWrite(reference, "ro")) {
      assertThat(shown.differences(Manifest.of(kernel.mountpoint()))).isEmpty();
    }
    assertThat(shown.facts()).hasSizeGreaterThan(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mkfs.xfs", "mkfs.btrfs"})
  void aFileSystemWithoutADriverIsNamed(String mkfs) throws IOException {
    Path program = Path.of("/usr/sbin", mkfs);
    assumeTrue(Files.isExecutable(program), mkfs + " is not installed");
    Path raw = new Images(folder).fileSystem("other.raw", 400, List.of(program.toString(), "-q"));
    Host.Result result =
        Coldmount.run("mount", Images.flat(raw), Files.createDirectory(raw.resolveSibling("m")));
    assertThat(result.exit()).isEqualTo(14);
    assertThat(result.errors()).containsIgnoringCase(mkfs.substring(5));
  }
}
