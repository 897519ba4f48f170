package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.FileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
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
        "-t ext2",
        "-t ext2 -b 1024 -I 128 -O ^filetype,^resize_inode,^dir_index",
        "-t ext3 -b 2048",
        "-t ext4",
        "-t ext4 -b 1024 -O ^64bit,^metadata_csum,uninit_bg",
        "-t ext4 -b 1024 -O 64bit,^metadata_csum,uninit_bg",
        "-t ext4 -b 1024 -I 128 -O ^flex_bg,metadata_csum",
        "-t ext4 -b 2048 -I 512 -O inline_data,metadata_csum_seed,large_dir,ea_inode",
        "-t ext4 -I 1024 -O inline_data,ea_inode,^metadata_csum",
        "-t ext4 -O meta_bg,^resize_inode,^flex_bg -b 1024",
        "-t ext4 -O bigalloc -C 65536",
        "-t ext4 -O bigalloc,^flex_bg -b 1024 -C 8192",
        "-t ext4 -O ^extent,^64bit,sparse_super2",
        "-t ext4 -O mmp,orphan_file -E hash_seed=00000000-0000-0000-0000-000000000001",
      })
  void aTreeIsShownAsTheKernelShowsIt(String options) throws IOException {
    Path image = Shell.image(folder, 192, options.split(" ", -1));
    Shell.mounted(folder, image, "rw", mount -> Shell.script(folder, "populate.sh", mount));
    compare(image);
  }

  private void compare(Path image) throws IOException {
    Map<String, String> expected =
        Shell.mounted(folder, image, "ro", mount -> Tree.ofKernel(folder, mount));
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      assertThat(fileSystem.conditions()).isEmpty();
      assertThat(Tree.differences(expected, Tree.ofDriver(fileSystem))).isEmpty();
    }
    assertThat(expected.size()).isGreaterThan(700);
  }
}
