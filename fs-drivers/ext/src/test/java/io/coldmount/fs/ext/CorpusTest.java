package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real and damaged volumes of other projects. */
final class CorpusTest {

  private static final Path CORPUS =
      Path.of(System.getProperty("coldmount.root", "."), "..", "shared", "corpus");

  /** Packed, or formats of disks that other layers read. */
  private static final List<String> OTHER = List.of(".E01", ".qcow2", ".7z", ".tgz", ".gz", ".bz2");

  /** The kernel shows the same of larger images, but the test would take minutes. */
  private static final long ORACLE_LIMIT = 16 << 20;

  @TempDir static Path folder;

  @BeforeAll
  static void unpack() throws IOException {
    assumeTrue(Files.exists(CORPUS.resolve("unpack")), "the corpus is not here");
    Shell.assumeTools("zstd");
    Shell.run(folder, CORPUS.resolve("unpack").toString(), folder.toString(), "ext", "fuzz-ext");
  }

  private static List<Path> images(String kind) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(kind))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> OTHER.stream().noneMatch(file.toString()::endsWith))
          .filter(file -> !file.endsWith("d_fallocate_bigalloc/expect"))
          .filter(file -> file.toFile().length() >= 2048)
          .sorted()
          .toList();
    }
  }

  /** The volume, which may be the first partition of a disk. */
  private static BlockSource volume(BlockSource disk) throws IOException {
    long start = start(disk);
    return start == 0 ? disk : disk.slice("p1", start, disk.size() - start);
  }

  private static long start(BlockSource disk) throws IOException {
    ByteView sector = disk.view(0, 512);
    boolean partitioned = sector.u16le(510) == 0xAA55 && sector.u8(0x1BE + 4) == 0x83;
    return partitioned ? sector.u32le(0x1BE + 8) * 512 : 0;
  }

  @Test
  void soundVolumesAreReadWhole() throws IOException {
    var faults = new TreeMap<String, List<String>>();
    int nodes = 0;
    List<Path> images = images("ext");
    for (Path image : images) {
      try (FileSource disk = FileSource.open(image);
          FileSystem fileSystem = Tree.open(volume(disk), Map.of())) {
        assertThat(new ExtDriver().probe(volume(disk))).isPresent();
        var walk = new HostileWalk(1_000_000);
        nodes += walk.of(fileSystem);
        walk.errors.removeIf(e -> e.endsWith("is encrypted, and its key is not in the image"));
        if (!walk.errors.isEmpty()) {
          faults.put(folder.relativize(image).toString(), walk.errors);
        }
      }
    }
    assertThat(faults).isEmpty();
    assertThat(images).hasSize(24);
    assertThat(nodes).isEqualTo(13_055);
  }

  @Test
  void soundVolumesAreShownAsTheKernelShowsThem() throws IOException {
    Shell.assumeTools("mount", "getfattr", "perl");
    Shell.assumeMounts();
    for (Path image : images("ext")) {
      try (FileSource disk = FileSource.open(image);
          FileSystem fileSystem = Tree.open(volume(disk), Map.of("norecovery", ""))) {
        if (volume(disk).size() <= ORACLE_LIMIT) {
          String journal = fileSystem.format().equals("ext2") ? "" : "noload,";
          String options = "ro," + journal + "offset=" + start(disk);
          Map<String, String> expected =
              Shell.mounted(folder, image, options, mount -> Tree.ofKernel(folder, mount));
          assertThat(Tree.differences(expected, Tree.ofDriver(fileSystem)))
              .as(image.toString())
              .isEmpty();
        }
      }
    }
  }

  /** Volumes of the tests of e2fsck whose damage does not matter, or not to a reader. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f_ea_signed_hash",
        "f_ea_unsigned_hash",
        "f_valid_ea_in_inode",
        "f_unshare_blocks_no_space",
        "f_desc_size_128",
        "f_zero_xattr",
        "f_encrypted_lpf",
        "f_badorphan",
        "f_quota",
        "f_big_sparse",
        "f_convert_bmap_sparse",
        "f_fast_symlink_extents",
        "f_uninit_ext_past_eof2",
        "f_toobig_extent_dir",
      })
  void volumesWithOddStructuresAreShownAsTheKernelShowsThem(String name) throws IOException {
    Shell.assumeTools("mount", "getfattr", "perl");
    Shell.assumeMounts();
    Path image = folder.resolve("fuzz-ext/tytso+e2fsprogs/tests/" + name + "/image");
    Map<String, String> expected =
        Shell.mounted(folder, image, "ro", mount -> Tree.ofKernel(folder, mount));
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      assertThat(Tree.differences(expected, Tree.ofDriver(fileSystem))).isEmpty();
    }
    assertThat(expected).isNotEmpty();
  }

  @Test
  void aDirectoryInAnUnwrittenExtentIsListedAsTheKernelDoes() throws IOException {
    Path image = folder.resolve("fuzz-ext/tytso+e2fsprogs/tests/f_uninit_dir/image");
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      assertThat(Tree.at(fileSystem, "xyz/abc").id()).isEqualTo(13);
    }
  }

  @Test
  void damagedVolumesGiveTypedErrorsOnly() throws IOException {
    int opened = 0;
    int nodes = 0;
    for (Path image : images("fuzz-ext")) {
      try (FileSource disk = FileSource.open(image)) {
        new ExtDriver().probe(disk);
        try (FileSystem fileSystem = Tree.open(disk, Map.of())) {
          nodes += new HostileWalk(3_000).of(fileSystem);
          opened++;
        } catch (ImageException e) {
          assertThat(e).hasMessageStartingWith("disk");
        }
      }
    }
    assertThat(opened).isEqualTo(103);
    assertThat(nodes).isGreaterThan(10_000);
  }
}
