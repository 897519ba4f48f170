package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lookups in directories that e2fsck has indexed. */
final class HashTreeTest {

  private static final String SEED = "hash_seed=00000000-0000-0000-0000-000000000001";

  @TempDir Path folder;

  @BeforeEach
  void tools() {
    Shell.assumeTools("mke2fs", "tune2fs", "debugfs", "e2fsck");
  }

  /** What an image is made with. */
  private record Options(String hash, boolean unsigned, boolean folded, String mke2fs) {}

  /** An image whose directory {@code d} names one file often, in an index of e2fsck's making. */
  private Path indexed(List<String> names, Options options) throws IOException {
    Path source = Files.createTempDirectory(folder, "source");
    Path directory = Files.createDirectory(source.resolve("d"));
    Path file = Files.createFile(source.resolve("f"));
    for (String name : names) {
      Files.createLink(directory.resolve(name), file);
    }
    List<String> arguments = new ArrayList<>(List.of(options.mke2fs.split(" ", -1)));
    arguments.addAll(List.of("-d", source.toString()));
    Path image = Shell.image(folder, 64, arguments.toArray(String[]::new));
    Shell.run(folder, "tune2fs", "-E", "hash_alg=" + options.hash, image.toString());
    Shell.debugfs(
        folder,
        image,
        "set_super_value flags " + (options.unsigned ? 2 : 1),
        options.folded ? "set_inode_field d flags 0x40080000" : "stat d");
    Shell.runAndChange(folder, "e2fsck", "-fyD", image.toString());
    return image;
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "File-%d-%s".formatted(i, i % 5 == 0 ? "Grün" : "plain"))
        .toList();
  }

  private static @Nullable Node lookup(FileSystem fileSystem, String name) throws IOException {
    return Tree.at(fileSystem, "d").lookup(FileName.of(name));
  }

  /** The inode that the index alone leads to, or 0. */
  private static long findByHash(FileSystem fileSystem, NameQuery query) throws IOException {
    Volume volume = ((ExtFileSystem) fileSystem).volume();
    Inode inode = volume.inode(Tree.at(fileSystem, "d").id());
    assertThat(inode.flag(Inode.FLAG_INDEX)).isTrue();
    var blocks = new DirectoryBlocks(volume, inode, new FileData(volume, inode).map(), true);
    var tree = new HashTree(volume, blocks);
    return tree.find(query.hash(tree.hashVersion(), volume.superblock.hashSeed()), query);
  }

  private static NameQuery.Exact exact(String name) {
    return new NameQuery.Exact(name.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "legacy, false, -b 1024 -O ^metadata_csum",
    "legacy, true, -b 1024",
    "half_md4, false, -b 1024",
    "half_md4, true, -b 1024 -O large_dir",
    "tea, false, -b 2048 -O ^metadata_csum",
    "tea, true, -b 65536",
  })
  void everyNameIsFoundByItsHash(String hash, boolean unsigned, String mke2fs) throws IOException {
    String arguments = "-t ext4 -E " + SEED + " " + mke2fs;
    List<String> names = names(3000);
    Path image = indexed(names, new Options(hash, unsigned, false, arguments));
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      long inode = Tree.at(fileSystem, "f").id();
      for (String name : names) {
        assertThat(findByHash(fileSystem, exact(name))).as(name).isEqualTo(inode);
      }
      assertThat(lookup(fileSystem, "file-17-plain")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void casefoldedNamesAreFoundByTheHashOfTheirFolding(boolean strict) throws IOException {
    String encoding = "encoding=utf8" + (strict ? ",encoding_flags=strict" : "");
    List<String> names = names(2000);
    Path image =
        indexed(
            names,
            new Options("half_md4", true, true, "-t ext4 -b 1024 -O casefold -E " + encoding));
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      long inode = Tree.at(fileSystem, "f").id();
      for (String name : names) {
        byte[] upper = name.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        assertThat(findByHash(fileSystem, new FoldedName(upper))).as(name).isEqualTo(inode);
      }
      assertThat(lookup(fileSystem, "fILE-5-GRU\u0308N")).isNotNull();
      assertThat(lookup(fileSystem, "File-5-Gr\u00ADün")).isNotNull();
      assertThat(lookup(fileSystem, "File-5-Grun")).isNull();
      byte[] noText = {'F', (byte) 0xFF};
      assertThat(Tree.at(fileSystem, "d").lookup(FileName.of(noText))).isNull();
      assertThat(fileSystem.root().lookup(FileName.of("F"))).isNull();
    }
  }

  @Test
  void namesOfOneHashAreFoundInTheNextLeaf() throws IOException {
    var seed = new HashSeed(new int[] {0, 0, 0, 0x01000000}, DirectoryHash.HALF_MD4, true);
    List<String> names = collisions(seed, 250_000);
    assertThat(names.size()).isGreaterThan(10);
    Path image = indexed(names, new Options("half_md4", true, false, "-t ext4 -b 1024 -E " + SEED));
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      long inode = Tree.at(fileSystem, "f").id();
      for (String name : names) {
        assertThat(findByHash(fileSystem, exact(name))).as(name).isEqualTo(inode);
      }
    }
  }

  /** Long names, three to a block, of which each shares its hash with another. */
  private static List<String> collisions(HashSeed seed, int tries) {
    var byHash = new HashMap<Integer, String>();
    var names = new ArrayList<String>();
    for (int i = 0; i < tries; i++) {
      String name = "%0250d".formatted(i);
      int hash = exact(name).hash(DirectoryHash.HALF_MD4_UNSIGNED, seed);
      String other = byHash.put(hash, name);
      if (other != null) {
        names.add(other);
        names.add(name);
      }
    }
    return names;
  }

  @Test
  void aLookupInALargeDirectoryReadsOnlyThePathOfItsHash() throws IOException {
    Path image =
        indexed(names(8_000), new Options("half_md4", false, false, "-t ext4 -b 1024 -N 64"));
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      Node directory = Tree.at(fileSystem, "d");
      assertThat(directory.attributes().size()).isGreaterThan(200_000);
      long before = disk.bytesRead.get();
      assertThat(directory.lookup(FileName.of("File-7777-plain"))).isNotNull();
      assertThat(directory.lookup(FileName.of("no-such-name"))).isNull();
      // Root, node and leaf of each; the directory's extents may be in one more block.
      assertThat(disk.bytesRead.get() - before).isBetween(3 * 1024L, 6 * 1024L);
    }
  }

  /** Overwrites bytes of a block of the directory {@code d}. */
  private void damage(Path image, int block, int offset, int... bytes) throws IOException {
    long position;
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      Volume volume = ((ExtFileSystem) fileSystem).volume();
      Inode inode = volume.inode(Tree.at(fileSystem, "d").id());
      Run run = new FileData(volume, inode).map().run(block);
      position = (run.physical() + (block - run.first())) * volume.blockSize();
    }
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(position + offset);
      for (int b : bytes) {
        file.write(b);
      }
    }
  }

  private Path small(String features) throws IOException {
    String arguments = "-t ext4 -b 1024 -N 64 -O " + features;
    return indexed(names(300), new Options("half_md4", false, false, arguments));
  }

  @ParameterizedTest
  @CsvSource({
    "24, 1", // reserved_zero
    "28, 9", // hash_version
    "29, 7", // info_length
    "30, 2", // indirect_levels
    "30, 1", // an index node where there is a leaf
    "32, 3", // limit
    "34, 0", // count
    "36, 255", // the block of the first entry
    "44, 255", // that of the second
  })
  void aDamagedRootOfTheIndexCostsNoName(int offset, int value) throws IOException {
    Path image = small("^metadata_csum");
    damage(image, 0, offset, value);
    assertAllNamesAreFound(image);
  }

  @Test
  void anIndexWhoseHashesAreOutOfOrderCostsNoMoreThanATypedError() throws IOException {
    Path image = small("metadata_csum");
    damage(image, 0, 40, 0xFF, 0xFF, 0xFF, 0xFF);
    assertAllNamesAreFound(image);
  }

  private static void assertAllNamesAreFound(Path image) throws IOException {
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      for (String name : names(300)) {
        assertThat(lookup(fileSystem, name)).as(name).isNotNull();
      }
      assertThat(lookup(fileSystem, "no-such-name")).isNull();
    }
  }

  @Test
  void aDamagedLeafCostsItsOwnNamesAndIsAnErrorForThoseThatMayHaveBeenThere() throws IOException {
    Path image = small("metadata_csum");
    damage(image, 2, 1020, 0, 0, 0, 0);
    String message =
        "disk / ext4: inode 12: the checksum of block 2 of the directory does not match";
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      int found = 0;
      for (String name : names(300)) {
        try {
          assertThat(lookup(fileSystem, name)).as(name).isNotNull();
          found++;
        } catch (CorruptException e) {
          assertThat(e).hasMessage(message);
        }
      }
      assertThat(found).isBetween(200, 290);
      List<String> listed = new ArrayList<>();
      Node directory = Tree.at(fileSystem, "d");
      assertThatThrownBy(() -> directory.list(0, entry -> listed.add(entry.name().toString())))
          .isInstanceOf(CorruptException.class)
          .hasMessage(message);
      assertThat(listed).hasSize(found);
    }
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of("ignore_checksums", ""))) {
      List<String> listed = new ArrayList<>();
      Tree.at(fileSystem, "d").list(0, entry -> listed.add(entry.name().toString()));
      assertThat(listed).hasSize(300);
    }
  }
}
