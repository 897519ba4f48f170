package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.UnavailableException;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes of every option of mke2fs, as this driver and the host's kernel show them. */
final class KernelOracleTest {

  @TempDir Path folder;

  @BeforeEach
  void tools() {
    Shell.assumeTools("mke2fs", "debugfs", "mount", "getfattr", "setfacl", "perl");
    Shell.assumeMounts();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext2 -b 4096",
        "-t ext2 -b 1024 -I 128 -O ^filetype,^resize_inode,^dir_index",
        "-t ext3 -b 2048",
        "-t ext4 -b 4096",
        "-t ext4 -b 1024 -O ^64bit,^metadata_csum,uninit_bg",
        "-t ext4 -b 1024 -O 64bit,^metadata_csum,uninit_bg",
        "-t ext4 -b 1024 -I 128 -O ^flex_bg,metadata_csum",
        "-t ext4 -b 2048 -I 512 -O inline_data,metadata_csum_seed,large_dir,ea_inode",
        "-t ext4 -b 4096 -I 1024 -O inline_data,ea_inode,^metadata_csum",
        "-t ext4 -O meta_bg,^resize_inode,^flex_bg -b 1024",
        "-t ext4 -b 4096 -O bigalloc -C 65536 -N 8192",
        "-t ext4 -O bigalloc,^flex_bg -b 1024 -C 8192",
        "-t ext4 -b 4096 -O ^extent,^64bit,sparse_super2",
        "-t ext4 -b 4096 -O mmp,orphan_file -E hash_seed=00000000-0000-0000-0000-000000000001",
      })
  void aTreeIsShownAsTheKernelShowsIt(String options) throws IOException {
    Path image = Shell.image(folder, 192, options.split(" ", -1));
    Shell.mounted(folder, image, "rw", mount -> Shell.script(folder, "populate.sh", mount));
    Map<String, String> tree = compare(image, image, "ro", Map.of());
    assertThat(tree.size()).isGreaterThan(700);
  }

  @Test
  void anEncryptedTreeIsShownAsTheKernelShowsItWithoutTheKey() throws IOException {
    Path image = Shell.image(folder, 32, "-t", "ext4", "-b", "1024", "-O", "encrypt");
    Shell.mounted(folder, image, "rw", mount -> Shell.script(folder, "encrypt.sh", mount));
    Map<String, String> tree = compare(image, image, "ro", Map.of());
    assertThat(tree.size()).isGreaterThan(520);
  }

  @Test
  void theDataOfAnEncryptedFileIsUnavailable() throws IOException {
    Path image = Shell.image(folder, 32, "-t", "ext4", "-O", "encrypt");
    Shell.mounted(folder, image, "rw", mount -> Shell.script(folder, "encrypt.sh", mount));
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      Node secret = Tree.at(fileSystem, "secret");
      List<Node> files = new ArrayList<>();
      secret.list(
          0,
          entry -> {
            try {
              files.add(fileSystem.node(entry.id()));
            } catch (IOException e) {
              throw new AssertionError(e);
            }
            return true;
          });
      Node file = files.stream().filter(Tree::isContent).findAny().orElseThrow();
      assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(10)))
          .isInstanceOf(UnavailableException.class)
          .hasMessage(
              "disk / ext4: inode %d is encrypted, and its key is not in the image", file.id());
    }
  }

  @Test
  void aJournalIsReplayedAsTheKernelReplaysIt() throws IOException {
    Path image = Shell.image(folder, 64, "-t", "ext4", "-b", "1024");
    Path snapshot = folder.resolve("snapshot");
    Shell.mounted(
        folder,
        image,
        "rw",
        mount -> {
          Shell.script(folder, "populate.sh", mount);
          Shell.run(folder, "sync", "-f", mount.toString());
          Shell.run(folder, "rm", "-r", mount.resolve("many").toString());
          Shell.run(folder, "sync", mount.toString());
          return Files.copy(image, snapshot);
        });
    Path replayed = Files.copy(snapshot, folder.resolve("replayed"));
    Shell.mounted(folder, replayed, "rw", mount -> mount);
    Map<String, String> after =
        compare(replayed, snapshot, "ro", Map.of(), Kind.DIRTY, Kind.JOURNAL_REPLAYED);
    Map<String, String> before =
        compare(
            snapshot,
            snapshot,
            "ro,noload",
            Map.of("norecovery", ""),
            Kind.DIRTY,
            Kind.JOURNAL_PENDING);
    assertThat(before.equals(after)).isFalse();
  }

  /** Compares what the kernel shows of one image with what the driver shows of another. */
  private Map<String, String> compare(
      Path forKernel, Path forDriver, String mode, Map<String, String> options, Kind... conditions)
      throws IOException {
    var statistics = new ArrayList<String>();
    Map<String, String> expected =
        Shell.mounted(
            folder,
            forKernel,
            mode,
            mount -> {
              statistics.add(Tree.statisticsOfKernel(folder, mount));
              return Tree.ofKernel(folder, mount);
            });
    try (FileSource disk = FileSource.open(forDriver);
        FileSystem fileSystem = Tree.open(disk, options)) {
      assertThat(fileSystem.conditions().stream().map(Condition::kind)).containsExactly(conditions);
      assertThat(Tree.differences(expected, Tree.ofDriver(fileSystem))).isEmpty();
      assertThat(Tree.statisticsOfDriver(fileSystem)).isEqualTo(statistics.getFirst());
    }
    return expected;
  }
}
