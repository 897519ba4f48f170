package io.coldmount.fs.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** No file shows the bytes of another one: what two files lead to is read of neither. */
final class CrossLinkTest {

  private static final int FILE = 0x20;
  private static final int DIRECTORY = 0x10;
  private static final int CHAIN = 1;
  private static final int NO_CHAIN = 3;

  private static Node file(FileSystem fileSystem, String path) throws Exception {
    Node node = fileSystem.root();
    for (String name : path.split("/", -1)) {
      node = Tree.child(node, name);
    }
    return node;
  }

  /** Whichever of the files is read first, each can be read up to its byte. */
  private static void cut(BlockSource volume, Map<String, Integer> readable, int cluster)
      throws Exception {
    List<String> paths = readable.keySet().stream().sorted().toList();
    for (List<String> order : List.of(paths, paths.reversed())) {
      try (FileSystem fileSystem = Tree.open(volume, Map.of())) {
        for (String path : order) {
          Node node = file(fileSystem, path);
          int bytes = readable.getOrDefault(path, 0);
          assertThat(FatDamageTest.read(node, 0, bytes)).hasSize(bytes);
          assertThatThrownBy(() -> FatDamageTest.read(node, bytes, 1))
              .isInstanceOf(CorruptException.class)
              .hasMessageEndingWith(
                  "can be read only up to byte "
                      + bytes
                      + ", because another file leads to its cluster "
                      + cluster
                      + ", too");
        }
      }
    }
  }

  private static FatImage image(Clusters.Width width) {
    FatImage image = FatImage.make(width).data(5, 6, 7, 8, 9, 10);
    image.entry(image.root(), "ONE        ", FILE, 5, 2048).chain(5, 6, 7, 8);
    return image;
  }

  @Test
  void twoChainsThatMeetEndBeforeTheClusterOfBoth() throws Exception {
    for (var width : List.of(Clusters.Width.FAT12, Clusters.Width.FAT16, Clusters.Width.FAT32)) {
      FatImage image = image(width);
      image.entry(image.root() + 32, "TWO        ", FILE, 9, 2000).link(9, 7);
      cut(image.volume(), Map.of("one", 1024, "two", 512), 7);
    }
  }

  @Test
  void aFileThatBeginsInTheChainOfAnotherHasNoBytesOfItsOwn() throws Exception {
    FatImage image = image(Clusters.Width.FAT16);
    image.entry(image.root() + 32, "TWO        ", FILE, 8, 10);
    cut(image.volume(), Map.of("one", 1536, "two", 0), 8);
  }

  @Test
  void twoFilesOfTheSameFirstClusterHaveNoBytes() throws Exception {
    FatImage image = image(Clusters.Width.FAT32);
    int below = image.position(20);
    image.entry(image.root() + 32, "BELOW      ", DIRECTORY, 20, 0).chain(20);
    image.entry(below, "TWO        ", FILE, 5, 2048);
    cut(image.volume(), Map.of("one", 0, "below/two", 0), 5);
  }

  @Test
  void aFileThatLeadsIntoADirectoryIsCutThere() throws Exception {
    FatImage image = image(Clusters.Width.FAT12);
    image.entry(image.root() + 32, "BELOW      ", DIRECTORY, 7, 0);
    cut(image.volume(), Map.of("one", 1024), 7);
  }

  @Test
  void clustersBehindTheEndOfAFileAreNotItsOwn() throws Exception {
    FatImage image = image(Clusters.Width.FAT12);
    image.entry(image.root(), "ONE        ", FILE, 5, 1024); // 7 and 8 are chained behind it
    image.entry(image.root() + 32, "TWO        ", FILE, 7, 1024);
    try (FileSystem fileSystem = Tree.open(image.volume(), Map.of())) {
      assertThat(FatDamageTest.read(file(fileSystem, "one"), 0, 2000)).hasSize(1024);
      assertThat(FatDamageTest.read(file(fileSystem, "two"), 0, 2000)).hasSize(1024);
    }
  }

  @Test
  void whatNoFileLeadsToDoesNoHarm() throws Exception {
    FatImage image = image(Clusters.Width.FAT16).link(9, 7).link(10, 5); // lost chains
    image.entry(image.root() + 32, "åLD        ", FILE, 6, 512); // a deleted file
    try (FileSystem fileSystem = Tree.open(image.volume(), Map.of())) {
      assertThat(FatDamageTest.read(file(fileSystem, "one"), 0, 4000)).hasSize(2048);
    }
  }

  @Test
  void directoriesThatShareAClusterAndLoopsEndTheWalk() throws Exception {
    FatImage image = image(Clusters.Width.FAT16);
    image.entry(image.root() + 32, "A          ", DIRECTORY, 20, 0).chain(20, 21);
    image.entry(image.root() + 64, "B          ", DIRECTORY, 22, 0).link(22, 21);
    image.entry(image.position(21), "IN BOTH    ", FILE, 9, 512).chain(9);
    image.entry(image.position(20), "UP         ", DIRECTORY, 20, 0);
    for (int i = 1; i < 16; i++) {
      image.entry(image.position(20) + 32 * i, "E%07d   ".formatted(i), FILE, 0, 0);
      image.entry(image.position(22) + 32 * i, "F%07d   ".formatted(i), FILE, 0, 0);
    }
    image.entry(image.position(22), "F%07d   ".formatted(0), FILE, 0, 0);
    try (FileSystem fileSystem = Tree.open(image.volume(), Map.of())) {
      assertThat(FatDamageTest.read(file(fileSystem, "a/in both"), 0, 4000))
          .isEqualTo(FatDamageTest.read(file(fileSystem, "b/in both"), 0, 4000))
          .hasSize(512);
    }
  }

  @Test
  void theBytesOfBothCanBeAskedFor() throws Exception {
    FatImage image = image(Clusters.Width.FAT16);
    image.entry(image.root() + 32, "TWO        ", FILE, 8, 10);
    try (FileSystem fileSystem = Tree.open(image.volume(), Map.of("ignore_crosslinks", ""))) {
      assertThat(FatDamageTest.read(file(fileSystem, "one"), 0, 4000)).hasSize(2048);
      byte[] eights = new byte[10];
      Arrays.fill(eights, (byte) 8);
      assertThat(FatDamageTest.read(file(fileSystem, "two"), 0, 10)).isEqualTo(eights);
    }
  }

  @Test
  void runsOfExfatWithoutAChainAreKnownToo() throws Exception {
    ExfatImage image = ExfatImage.make().data(30, 31, 32, 33, 40).chain(40, 32, 33);
    image.file("run", FILE, NO_CHAIN, 30, 2048, 2048);
    image.file("chained", FILE, CHAIN, 40, 1536, 1536);
    cut(image.volume(), Map.of("run", 1024, "chained", 512), 32);
  }

  @Test
  void aFileOfExfatDoesNotShowTheAllocationBitmap() throws Exception {
    ExfatImage image = ExfatImage.make();
    image.file("file", FILE, NO_CHAIN, 2, 512, 512);
    cut(image.volume(), Map.of("file", 0), 2);
  }

  /** Else the first read of a file would last for hours: here, 120,000 times 300,000 steps. */
  @Test
  void theSearchEndsAlthoughEveryFileHasALongChainThatIsNotItsOwn() throws Exception {
    int folders = 2;
    int files = 60_000;
    int chain = 300_000;
    FatImage image = FatImage.large(chain + 20_000);
    int last = image.clusters + 1;
    for (int cluster = last - chain; cluster < last; cluster++) {
      image.link(cluster, cluster + 1);
    }
    image.link(last, 0xFFFFFFF);
    int next = 3;
    for (int folder = 0; folder < folders; folder++) {
      image.entry(image.root() + 32 * folder, "FOLDER" + folder + "    ", DIRECTORY, next, 0);
      int length = files * 32 / FatImage.SECTOR;
      for (int i = 0; i < length; i++) {
        image.link(next + i, i + 1 < length ? next + i + 1 : 0xFFFFFFF);
      }
      for (int i = 0; i < files; i++) {
        String name = "%08d   ".formatted(i);
        image.entry(image.position(next) + 32 * i, name, FILE, last - chain, 1);
      }
      next += length;
    }
    image.entry(image.root() + 32 * folders, "ALONE      ", FILE, next, 9).chain(next);
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          try (FileSystem fileSystem = Tree.open(image.volume(), Map.of())) {
            Node file = file(fileSystem, "folder0/00000007");
            assertThatThrownBy(() -> FatDamageTest.read(file, 0, 1))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("another file leads to its cluster");
            // Nothing leads to its cluster; but nobody has come far enough to know that.
            assertThatThrownBy(() -> FatDamageTest.read(file(fileSystem, "alone"), 0, 9))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("only up to byte 0, because the search for clusters")
                .hasMessageContaining("was given up");
            assertThat(fileSystem.conditions())
                .extracting(FileSystem.Condition::kind)
                .containsExactly(FileSystem.Condition.Kind.CHECK_INCOMPLETE);
          }
          try (FileSystem fileSystem = Tree.open(image.volume(), Map.of("ignore_crosslinks", ""))) {
            assertThat(FatDamageTest.read(file(fileSystem, "alone"), 0, 9)).hasSize(9);
            assertThat(fileSystem.conditions()).isEmpty();
          }
        });
  }

  @Test
  void onlyWhoReadsAFileOrAsksForItsExtentsStartsTheSearch() throws Exception {
    FatImage image = image(Clusters.Width.FAT32);
    try (FileSystem fileSystem = Tree.open(image.volume(), Map.of())) {
      Node file = file(fileSystem, "one");
      assertThat(file.attributes().size()).isEqualTo(2048);
      assertThat(file.allocation(0, 2048).length()).isEqualTo(2048);
      assertThat(fileSystem.conditions()).isEmpty();
      assertThat(((FatFileSystem) fileSystem).isSearched()).isFalse();
      assertThat(file.extent(0, 2048).length()).isEqualTo(2048);
      assertThat(((FatFileSystem) fileSystem).isSearched()).isTrue();
    }
  }

  @Test
  void whatIsStoredIsCountedAsTheChainSaysAndNotReadSo() throws Exception {
    FatImage image = image(Clusters.Width.FAT16);
    image.entry(image.root() + 32, "TWO        ", FILE, 8, 10);
    try (FileSystem fileSystem = Tree.open(image.volume(), Map.of())) {
      Node file = file(fileSystem, "one");
      assertThat(file.allocation(1536, 512).isHole()).isFalse();
      assertThatThrownBy(() -> file.extent(1536, 512)).isInstanceOf(CorruptException.class);
      assertThatThrownBy(() -> FatDamageTest.read(file, 1536, 1))
          .isInstanceOf(CorruptException.class);
    }
  }
}
