package io.coldmount.fs.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import io.coldmount.block.MemorySource;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystem.Condition.Kind;
import io.coldmount.fs.Node;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One field of a good FAT volume is changed, and the exact outcome is expected. */
final class FatDamageTest {

  private static final List<Clusters.Width> WIDTHS =
      List.of(Clusters.Width.FAT12, Clusters.Width.FAT16, Clusters.Width.FAT32);

  private static FileSystem open(FatImage image) throws IOException {
    return Tree.open(image.volume(), Map.of());
  }

  private static FileSystem open(FatImage image, String option, String value) throws IOException {
    return Tree.open(image.volume(), Map.of(option, value));
  }

  private static List<String> names(FileSystem fileSystem) throws IOException {
    var names = new ArrayList<String>();
    fileSystem.root().list(0, entry -> names.add(entry.name().toString()));
    return names;
  }

  static byte[] read(Node node, long position, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    int read = node.read(position, buffer);
    return Arrays.copyOf(buffer.array(), read);
  }

  @Test
  void aBootSectorWithOneWrongFieldIsNoFat() throws Exception {
    bootField(11, 513, "BPB_BytsPerSec at offset 11 is wrong: found 513 (0x201)");
    bootField(11, 8192, "BPB_BytsPerSec at offset 11 is wrong: found 8192 (0x2000)");
    bootField(14, 0, "BPB_RsvdSecCnt at offset 14 is wrong: found 0 (0x0)");
    bootField(17, 3, "BPB_RootEntCnt at offset 17 is wrong: found 3 (0x3)");
    bootField(17, 0, "BPB_RootEntCnt at offset 17 is wrong: found 0 (0x0)");
    bootByte(13, 3, "BPB_SecPerClus at offset 13 is wrong: found 3 (0x3)");
    bootByte(16, 0, "BPB_NumFATs at offset 16 is wrong: found 0 (0x0)");
    bootByte(21, 0xF1, "BPB_Media at offset 21 is wrong: found 241 (0xf1)");
    bootField(32, 4, "BPB_TotSec32 at offset 32 is wrong: found 4 (0x4)");
  }

  private static void bootByte(int offset, int value, String message) throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT12);
    image.bytes.put(offset, (byte) value);
    expectNoFat(image.volume(), message);
  }

  private static void bootField(int offset, int value, String message) throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT12);
    image.bytes.putShort(offset, (short) value);
    expectNoFat(image.volume(), message);
  }

  private static void expectNoFat(BlockSource volume, String message) throws Exception {
    assertThat(new FatDriver().probe(volume)).isEmpty();
    assertThatThrownBy(() -> Tree.open(volume, Map.of()))
        .isInstanceOf(CorruptException.class)
        .hasMessage("volume: " + message);
  }

  @Test
  void aVolumeThatIsTooShortIsNoFat() throws Exception {
    expectNoFat(
        new MemorySource("volume", new byte[100]),
        "a volume of 100 bytes has no room for a boot sector");
  }

  @Test
  void aProbeOfAVolumeWithoutALabelReadsLittle() throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT32);
    for (int cluster = 2; cluster < 201; cluster++) { // a root directory of 100 KiB
      image.link(cluster, cluster < 200 ? cluster + 1 : 0xFFFFFFF);
      for (int slot = 0; slot < 16; slot++) {
        String name = "F%07dTXT".formatted(cluster * 16 + slot);
        image.entry(image.position(cluster) + slot * 32, name, 0x20, 0, 0);
      }
    }
    image.entry(image.position(200), "LATE LABEL ", 0x08, 0, 0);
    var volume = new ProbeWindow(image.volume(), 1 << 20);
    assertThat(new FatDriver().probe(volume).orElseThrow().label()).isEqualTo("LATE LABEL");
    var narrow = new ProbeWindow(image.volume(), 40_000);
    assertThat(new FatDriver().probe(narrow).orElseThrow().label()).isEmpty();
  }

  @Test
  void theBackupBootSectorOfFat32IsUsed() throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT32);
    image.entry(image.root(), "FILE       ", 0x20, 5, 3).chain(5).data(5);
    image.bytes.putShort(11, (short) 0);
    try (FileSystem fileSystem = open(image)) {
      assertThat(names(fileSystem)).containsExactly("FILE");
      assertThat(fileSystem.conditions())
          .containsExactly(
              new FileSystem.Condition(
                  Kind.BACKUP_IN_USE,
                  "The backup of the boot sector is used, because the first is damaged (volume:"
                      + " BPB_BytsPerSec at offset 11 is wrong: found 0 (0x0))."));
    }
    image.bytes.putInt(FatImage.SECTOR, 0); // then it may be a rest of an older volume
    expectNoFat(image.volume(), "BPB_BytsPerSec at offset 11 is wrong: found 0 (0x0)");
  }

  @Test
  void chainsAreFollowedInEachWidth() throws Exception {
    for (Clusters.Width width : WIDTHS) {
      FatImage image = FatImage.make(width);
      image.entry(image.root(), "FILE       ", 0x20, 9, 2000).chain(9, 10, 7, 8).data(7, 8, 9, 10);
      try (FileSystem fileSystem = open(image)) {
        Node file = Tree.child(fileSystem.root(), "file");
        byte[] content = read(file, 0, 4000);
        assertThat(content).hasSize(2000);
        for (int i = 0; i < content.length; i++) {
          assertThat(content[i]).isEqualTo((byte) new int[] {9, 10, 7, 8}[i / 512]);
        }
        assertThat(read(file, 1023, 2)).containsExactly(10, 7);
        assertThat(read(file, 1999, 2)).containsExactly(8);
        assertThat(read(file, 2000, 2)).isEmpty();
        assertThat(read(file, Long.MAX_VALUE, 2)).isEmpty();
        assertThat(file.extent(0, 2000).length()).isEqualTo(1024);
        assertThat(file.extent(1024, 976).length()).isEqualTo(976);
        assertThat(file.attributes().allocated()).isEqualTo(2048);
      }
    }
  }

  @Test
  void aChainIsCutWhereItIsDamaged() throws Exception {
    for (Clusters.Width width : WIDTHS) {
      int bad = width == Clusters.Width.FAT32 ? 0xFFFFFF7 : 0xFFF7;
      cut(width, 10, 7, 9, 1536, "its chain comes back to cluster 9 after 3 clusters");
      cut(width, 10, 7, 10, 1536, "its chain comes back to cluster 10 after 3 clusters");
      cut(width, 10, 7, 7, 1536, "its chain comes back to cluster 7 after 3 clusters");
      cut(width, 10, 10, 0, 1024, "its chain comes back to cluster 10 after 2 clusters");
      cut(width, 10, 7, 0, 1536, "its chain of 4 clusters leads to a free cluster after 3");
      cut(width, 10, 7, bad, 1536, "its chain of 4 clusters leads to a bad cluster after 3");
      cut(width, 10, 7, 0xFFFFFFF, 1536, "its chain of 4 clusters ends after 3");
      cut(
          width,
          10,
          0xFEF0,
          0,
          1024,
          "its chain of 4 clusters leads to cluster "
              + (width == Clusters.Width.FAT12 ? 0xEF0 : 0xFEF0)
              + ", which does not exist after 2");
    }
  }

  /** The chain 9, next, third, fourth. */
  private static void cut(
      Clusters.Width width, int next, int third, int fourth, int readable, String why)
      throws Exception {
    FatImage image = FatImage.make(width).data(7, 8, 9, 10);
    image.entry(image.root(), "FILE       ", 0x20, 9, 2000);
    image.link(9, next).link(10, third).link(7, fourth);
    image.entry(image.root() + 32, "OTHER      ", 0x20, 20, 5).chain(20).data(20);
    try (FileSystem fileSystem = open(image)) {
      Node file = Tree.child(fileSystem.root(), "FILE");
      assertThat(file.attributes().size()).isEqualTo(2000);
      assertThat(read(file, 0, readable)).hasSize(readable);
      String message =
          "volume: the file with the directory entry at offset "
              + image.root()
              + " can be read only up to byte "
              + readable
              + ", because "
              + why;
      assertThatThrownBy(() -> read(file, 0, readable + 1)).hasMessage(message);
      assertThatThrownBy(() -> file.extent(readable, 1)).hasMessage(message);
      assertThat(read(Tree.child(fileSystem.root(), "OTHER"), 0, 9)).hasSize(5);
    }
  }

  @Test
  void aFileWithoutAFirstClusterFailsAlone() throws Exception {
    for (Clusters.Width width : WIDTHS) {
      FatImage image = FatImage.make(width);
      image.entry(image.root(), "NONE       ", 0x20, 0, 7);
      image.entry(image.root() + 32, "WRONG      ", 0x20, 0xF123, 7);
      image.entry(image.root() + 64, "EMPTY      ", 0x20, 0, 0);
      try (FileSystem fileSystem = open(image)) {
        Node root = fileSystem.root();
        assertThatThrownBy(() -> read(Tree.child(root, "NONE"), 0, 1))
            .hasMessageEndingWith("up to byte 0, because it has no first cluster");
        assertThatThrownBy(() -> read(Tree.child(root, "WRONG"), 0, 1))
            .hasMessageEndingWith("up to byte 0, because its first cluster 61731 does not exist");
        assertThat(read(Tree.child(root, "EMPTY"), 0, 1)).isEmpty();
      }
    }
  }

  @Test
  void aDirectoryThatLeadsBackToOneAboveItIsNotEntered() throws Exception {
    for (Clusters.Width width : WIDTHS) {
      FatImage image = FatImage.make(width).chain(5).chain(6);
      image.entry(image.root(), "A          ", 0x10, 5, 0);
      image.entry(image.position(5), ".          ", 0x10, 5, 0);
      image.entry(image.position(5) + 32, "..         ", 0x10, 0, 0);
      image.entry(image.position(5) + 64, "B          ", 0x10, 6, 0);
      image.entry(image.position(6) + 64, "FILE       ", 0x20, 0, 0);
      image.entry(image.position(6) + 96, "C          ", 0x10, 5, 0);
      image.entry(image.position(6), "DOTS       ", 0x20, 0, 0);
      image.entry(image.position(6) + 32, "MORE       ", 0x20, 0, 0);
      try (FileSystem fileSystem = open(image)) {
        Tree tree = Tree.of(fileSystem);
        assertThat(tree.entries().keySet())
            .containsExactly("/A", "/A/B", "/A/B/DOTS", "/A/B/FILE", "/A/B/MORE");
        assertThat(tree.problems())
            .containsExactly(
                "/A/B/: volume: the directory with the entry at offset "
                    + (image.position(6) + 96)
                    + " is one of those above it");
        Node b = Tree.child(Tree.child(fileSystem.root(), "A"), "B");
        assertThatThrownBy(() -> b.lookup(FileName.of("C")))
            .hasMessageEndingWith("is one of those above it");
        assertThat(b.lookup(FileName.of("ABSENT"))).isNull();
      }
    }
  }

  @Test
  void aDirectoryOfALoopingChainEndsWithAnError() throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT32);
    image.link(2, 3).link(3, 2);
    for (int i = 0; i < 32; i++) {
      image.entry(
          (i < 16 ? image.position(2) : image.position(3)) + i % 16 * 32,
          "FILE%02d     ".formatted(i),
          0x20,
          0,
          0);
    }
    try (FileSystem fileSystem = open(image)) {
      Tree tree = Tree.of(fileSystem);
      assertThat(tree.entries()).hasSize(32);
      assertThat(tree.problems())
          .containsExactly(
              "/: volume: a directory can be read only up to byte 1024, because its chain comes"
                  + " back to cluster 2 after 2 clusters");
    }
  }

  @Test
  void aLongNameCountsOnlyWithItsShortOne() throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT16);
    int at = image.root();
    String name = "A long name \uD800 of one \uD83D\uDE00 file";
    image.longName(at, name, "ALONGN~1   ").entry(at + 96, "ALONGN~1   ", 0x20, 0, 0);
    image.longName(at + 128, "An orphan", "OTHER      ");
    image.entry(at + 160, "WRONGSUM   ", 0x20, 0, 0);
    image.longName(at + 192, "Parts in another order", "ORDER      ");
    image.bytes.put(at + 224, (byte) 2);
    image.entry(at + 256, "ORDER      ", 0x20, 0, 0);
    image.longName(at + 288, "Only the last part", "PART       ");
    image.entry(at + 320, "PART       ", 0x20, 0, 0);
    try (FileSystem fileSystem = open(image)) {
      var names = new ArrayList<FileName>();
      fileSystem.root().list(0, entry -> names.add(entry.name()));
      assertThat(names)
          .containsExactly(
              Wtf8.encode(name),
              FileName.of("WRONGSUM"),
              FileName.of("ORDER"),
              FileName.of("PART"));
      assertThat(fileSystem.root().lookup(Wtf8.encode(name))).isNotNull();
      assertThat(fileSystem.root().lookup(FileName.of("alongn~1"))).isNotNull();
      assertThat(fileSystem.root().lookup(FileName.of("An orphan"))).isNull();
    }
  }

  @Test
  void shortNamesAreReadWithTheirFlagsAndCodePage() throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT12);
    int at = image.root();
    image.entry(at, "LOWER   TXT", 0x20, 0, 0).bytes.put(at + 12, (byte) 0x18);
    image.entry(at + 32, "BASE    TXT", 0x20, 0, 0).bytes.put(at + 32 + 12, (byte) 0x08);
    image.entry(at + 64, "EXT     TXT", 0x20, 0, 0).bytes.put(at + 64 + 12, (byte) 0x10);
    image.entry(at + 96, "GR\u0099\u00E1E   DAT", 0x20, 0, 0);
    image.entry(at + 128, "\u0005X         ", 0x20, 0, 0);
    image.entry(at + 160, "\u00E5X         ", 0x20, 0, 0);
    image.entry(at + 192, "LABEL      ", 0x08, 0, 0);
    try (FileSystem fileSystem = open(image)) {
      assertThat(names(fileSystem))
          .containsExactly("lower.txt", "base.TXT", "EXT.txt", "GRÖßE.DAT", "σX");
      assertThat(fileSystem.label()).isEqualTo("LABEL");
    }
    try (FileSystem fileSystem = open(image, "codepage", "1252")) {
      assertThat(names(fileSystem)).contains("GR™áE.DAT", "åX");
    }
    for (String wrong : List.of("x", "", "99999", "4/7")) {
      assertThatThrownBy(() -> open(image, "codepage", wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The option codepage takes the number of a code page, such as 437, 850 or 932, not"
                  + " \""
                  + wrong
                  + "\".");
    }
  }

  @Test
  void aNameThatNoFileCanHaveCostsOnlyItself() throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT12);
    int at = image.root();
    image.longName(at, "a/b", "GOOD       ").entry(at + 32, "GOOD       ", 0x20, 0, 0);
    image.entry(at + 64, "A/B        ", 0x20, 0, 0);
    image.entry(at + 96, "LAST       ", 0x20, 0, 0);
    try (FileSystem fileSystem = open(image)) {
      Tree tree = Tree.of(fileSystem);
      assertThat(tree.entries().keySet()).containsExactly("/GOOD", "/LAST");
      assertThat(tree.problems())
          .containsExactly(
              "/: volume: the directory entry at offset "
                  + (at + 64)
                  + " has a name that no file can have");
    }
  }

  @Test
  void timesHaveTheirGranularityAndZone() throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT12);
    image.entry(image.root(), "FILE       ", 0x20, 0, 0);
    image.entry(image.root() + 32, "NEVER      ", 0x20, 0, 0);
    for (int i = 13; i < 26; i++) {
      image.bytes.put(image.root() + 32 + i, (byte) 0);
    }
    image.entry(image.root() + 64, "WRONG      ", 0x20, 0, 0);
    image.bytes.putInt(image.root() + 64 + 22, -1);
    try (FileSystem fileSystem = open(image)) {
      var attributes = Tree.child(fileSystem.root(), "FILE").attributes();
      assertThat(attributes.modified()).isEqualTo(Instant.parse("2023-07-09T13:14:16Z"));
      assertThat(attributes.accessed()).isEqualTo(Instant.parse("2023-07-09T00:00:00Z"));
      assertThat(attributes.birth()).isEqualTo(Instant.parse("2023-07-09T13:14:17.230Z"));
      attributes = Tree.child(fileSystem.root(), "NEVER").attributes();
      assertThat(attributes.modified()).isEqualTo(Instant.parse("1980-01-01T00:00:00Z"));
      assertThat(attributes.birth()).isNull();
      attributes = Tree.child(fileSystem.root(), "WRONG").attributes();
      assertThat(attributes.modified()).isEqualTo(Instant.parse("2107-12-31T23:59:58Z"));
    }
    try (FileSystem fileSystem = open(image, "tz", "Europe/Berlin")) {
      assertThat(Tree.child(fileSystem.root(), "FILE").attributes().modified())
          .isEqualTo(Instant.parse("2023-07-09T11:14:16Z"));
    }
    assertThatThrownBy(() -> open(image, "tz", "Mars/Base"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The option tz takes a time zone, such as UTC, Europe/Berlin or +02:00, not"
                + " \"Mars/Base\".");
  }

  @Test
  void theStateOfTheVolumeIsReported() throws Exception {
    assertThat(kinds(FatImage.make(Clusters.Width.FAT32))).isEmpty();
    FatImage image = FatImage.make(Clusters.Width.FAT32);
    image.bytes.put(65, (byte) 1);
    assertThat(kinds(image)).containsExactly(Kind.DIRTY);
    assertThat(kinds(FatImage.make(Clusters.Width.FAT32).link(1, 0x7FFFFFF)))
        .containsExactly(Kind.DIRTY);
    assertThat(kinds(FatImage.make(Clusters.Width.FAT16).link(1, 0x3FFF)))
        .containsExactly(Kind.DIRTY, Kind.ERRORS_RECORDED);
    image = FatImage.make(Clusters.Width.FAT12);
    image.bytes.putInt(32, 300);
    assertThat(kinds(image)).containsExactly(Kind.TRUNCATED);
  }

  private static List<Kind> kinds(FatImage image) throws Exception {
    try (FileSystem fileSystem = open(image)) {
      return fileSystem.conditions().stream().map(FileSystem.Condition::kind).toList();
    }
  }

  @Test
  void freeClustersAreCountedAndFsInfoIsNotTrusted() throws Exception {
    for (Clusters.Width width : WIDTHS) {
      FatImage image = FatImage.make(width).chain(5, 6, 7).chain(11);
      int used = 4;
      if (width == Clusters.Width.FAT32) {
        image.bytes.putInt(FatImage.SECTOR + 488, 7);
        used = 5;
      }
      try (FileSystem fileSystem = open(image)) {
        assertThat(fileSystem.statistics().freeBlocks()).isEqualTo(image.clusters - used);
        assertThat(fileSystem.statistics().blocks()).isEqualTo(image.clusters);
      }
    }
  }

  @Test
  void idsAreStableAndAParentIsFoundWithoutAListing() throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT16).chain(5).chain(6);
    image.entry(image.root(), "A          ", 0x10, 5, 0);
    image.entry(image.position(5), "B          ", 0x10, 6, 0);
    image.entry(image.position(6), "FILE       ", 0x20, 0, 0);
    long a = image.root() / 32;
    long b = image.position(5) / 32;
    long file = image.position(6) / 32;
    try (FileSystem fileSystem = open(image)) {
      assertThat(fileSystem.root().id()).isEqualTo(1);
      assertThat(fileSystem.root().parentId()).isEqualTo(1);
      assertThat(fileSystem.node(b).parentId()).isEqualTo(a);
      assertThat(fileSystem.node(a).parentId()).isEqualTo(1);
      assertThat(fileSystem.node(file).parentId()).isEqualTo(b);
      assertThat(Tree.child(fileSystem.node(b), "file").id()).isEqualTo(file);
    }
  }

  @Test
  void anIdThatNeverCameFromHereDoesNoHarm() throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT16).chain(5);
    image.entry(image.root(), "A          ", 0x10, 5, 0);
    byte[] noise = new byte[1_000_000];
    new Random(3).nextBytes(noise);
    image.bytes.put(1_000_000, noise);
    try (FileSystem fileSystem = open(image)) {
      for (long id :
          new long[] {
            0,
            -1,
            2,
            16,
            1L << 47,
            (1L << 48) - 1,
            1L << 48,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            image.root() / 32 + 1
          }) {
        assertThatThrownBy(() -> fileSystem.node(id)).isInstanceOf(NoSuchFileException.class);
      }
      int made = 0;
      for (int id = 0; id < image.bytes.capacity() / 32; id++) {
        made += use(fileSystem, id) ? 1 : 0;
      }
      assertThat(made).isPositive();
    }
  }

  private static boolean use(FileSystem fileSystem, long id) throws Exception {
    try {
      Node node = fileSystem.node(id);
      if (node.attributes().type() == io.coldmount.fs.FileType.DIRECTORY) {
        node.list(0, (DirectorySink.Entry entry) -> true);
      } else {
        node.read(0, ByteBuffer.allocate(100));
      }
      return true;
    } catch (CorruptException | NoSuchFileException e) {
      return false;
    }
  }

  @Test
  void nodesOfADirectoryWithACacheOfNothingStillWork() throws Exception {
    FatImage image = FatImage.make(Clusters.Width.FAT16).chain(5);
    image.entry(image.root(), "A          ", 0x10, 5, 0);
    image.entry(image.position(5), "FILE       ", 0x20, 0, 0);
    var options = new OpenOptions(Map.of(), ImageCache.ofBytes(0));
    try (FileSystem fileSystem = new FatDriver().open(image.volume(), options)) {
      Tree tree = Tree.of(fileSystem);
      assertThat(tree.problems()).isEmpty();
      assertThat(tree.entries()).hasSize(2);
    }
  }
}
