package io.coldmount.fs.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystem.Condition.Kind;
import io.coldmount.fs.FileSystemDriver.Probe;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One field of a good exFAT volume is changed, and the exact outcome is expected. */
final class ExfatDamageTest {

  private static final int CHAIN = 1;
  private static final int NO_CHAIN = 3;
  private static final int FILE = 0x20;
  private static final int DIRECTORY = 0x10;

  private static FileSystem open(ExfatImage image) throws IOException {
    return Tree.open(image.volume(), Map.of());
  }

  private static byte[] read(Node node, long position, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    int read = node.read(position, buffer);
    return Arrays.copyOf(buffer.array(), read);
  }

  @Test
  void aSoundVolumeHasNoConditions() throws Exception {
    ExfatImage image = ExfatImage.make();
    assertThat(new FatDriver().probe(image.volume()))
        .contains(new Probe("exfat", "OK", "1A2B-3C4D"));
    try (FileSystem fileSystem = open(image)) {
      assertThat(fileSystem.conditions()).isEmpty();
      assertThat(Tree.of(fileSystem).entries()).isEmpty();
      assertThat(fileSystem.statistics().freeBlocks()).isEqualTo(ExfatImage.CLUSTERS - 6);
    }
  }

  @Test
  void aDamagedMainBootSectorGivesWayToItsBackup() throws Exception {
    main(108, 8, "BytesPerSectorShift at offset 108 is wrong: found 8 (0x8)");
    main(109, 17, "SectorsPerClusterShift at offset 109 is wrong: found 17 (0x11)");
    main(110, 3, "NumberOfFats at offset 110 is wrong: found 3 (0x3)");
    main(72, 1, "ClusterHeapOffset at offset 88 is wrong: found 32 (0x20)");
    main(80, 23, "FatOffset at offset 80 is wrong: found 23 (0x17)");
    main(88, 31, "ClusterHeapOffset at offset 88 is wrong: found 31 (0x1f)");
    main(92, 201, "ClusterCount at offset 92 is wrong: found 201 (0xc9)");
    main(96, 202, "FirstClusterOfRootDirectory at offset 96 is wrong: found 202 (0xca)");
    main(96, 1, "FirstClusterOfRootDirectory at offset 96 is wrong: found 1 (0x1)");
    main(510, 0, "BootSignature at offset 510 is wrong: found 43520 (0xaa00)");
    main(
        3,
        'X',
        "FileSystemName at offset 3 is wrong: found 2314885754712905816" + " (0x2020205441465858)");
  }

  private static void main(int offset, int value, String why) throws Exception {
    ExfatImage image = ExfatImage.make();
    image.bytes.put(offset, (byte) value);
    try (FileSystem fileSystem = open(image)) {
      assertThat(fileSystem.conditions())
          .containsExactly(
              new FileSystem.Condition(
                  Kind.BACKUP_IN_USE,
                  "The backup boot region is used, because the main one is damaged (volume: "
                      + why
                      + ")."));
    }
    byte[] backup = new byte[512];
    image.bytes.put(12 * 512, backup);
    if (offset == 3) {
      assertThat(new FatDriver().probe(image.volume())).isEmpty();
    } else {
      assertThatThrownBy(() -> open(image))
          .isInstanceOf(CorruptException.class)
          .hasMessage("volume: " + why);
    }
  }

  @Test
  void aWrongChecksumOfBothRegionsIsAnErrorThatCanBeIgnored() throws Exception {
    ExfatImage image = ExfatImage.make();
    image.bytes.put(120, (byte) 1).put(12 * 512 + 120, (byte) 1);
    assertThat(new FatDriver().probe(image.volume())).isPresent();
    assertThatThrownBy(() -> open(image))
        .hasMessageStartingWith("volume: the boot region's checksum at offset 5632 is wrong");
    try (FileSystem fileSystem = Tree.open(image.volume(), Map.of("ignore_checksums", ""))) {
      assertThat(fileSystem.conditions())
          .extracting(FileSystem.Condition::kind)
          .containsExactly(Kind.CHECKSUMS_IGNORED);
    }
  }

  @Test
  void aLaterRevisionIsRefusedByName() throws Exception {
    ExfatImage image = ExfatImage.make();
    image.bytes.put(105, (byte) 2);
    assertThatThrownBy(() -> open(image.sealBoot()))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage("volume: exFAT with FileSystemRevision 2 is not supported");
  }

  @Test
  void theStateOfTheVolumeIsReported() throws Exception {
    ExfatImage image = ExfatImage.make();
    image.bytes.putShort(106, (short) 6); // which the checksum does not cover
    try (FileSystem fileSystem = open(image)) {
      assertThat(fileSystem.conditions())
          .extracting(FileSystem.Condition::kind)
          .containsExactly(Kind.DIRTY, Kind.ERRORS_RECORDED);
    }
  }

  @Test
  void aDamagedUpcaseTableIsReplaced() throws Exception {
    ExfatImage image = ExfatImage.make();
    image.file("äb", FILE, CHAIN, 0, 0, 0);
    try (FileSystem fileSystem = open(image)) {
      assertThat(fileSystem.root().lookup(FileName.of("äB"))).isNotNull();
      assertThat(fileSystem.root().lookup(FileName.of("ÄB"))).isNull();
    }
    image.bytes.put(image.position(3) + 5, (byte) 1);
    try (FileSystem fileSystem = open(image)) {
      assertThat(fileSystem.root().lookup(FileName.of("ÄB"))).isNotNull();
      assertThat(fileSystem.conditions())
          .singleElement()
          .satisfies(
              condition ->
                  assertThat(condition.detail())
                      .startsWith(
                          "Names are compared by the rules of Unicode, because the up-case table"
                              + " is damaged (volume: the up-case table's TableChecksum at"));
    }
  }

  @Test
  void filesWithAndWithoutAChainAreRead() throws Exception {
    ExfatImage image = ExfatImage.make().chain(20, 30, 31).data(20, 30, 31, 40, 41, 42);
    image.file("chained", FILE, CHAIN, 20, 1300, 1300);
    image.file("contiguous", FILE, NO_CHAIN, 40, 1300, 1300);
    try (FileSystem fileSystem = open(image)) {
      Node chained = Tree.child(fileSystem.root(), "CHAINED");
      assertThat(read(chained, 511, 2)).containsExactly(20, 30);
      assertThat(read(chained, 1299, 9)).containsExactly(31);
      assertThat(chained.extent(0, 1300).length()).isEqualTo(512);
      Node contiguous = Tree.child(fileSystem.root(), "contiguous");
      assertThat(read(contiguous, 1023, 2)).containsExactly(41, 42);
      assertThat(contiguous.extent(0, 1300).length()).isEqualTo(1300);
    }
  }

  @Test
  void bytesBehindTheValidLengthAreZeros() throws Exception {
    ExfatImage image = ExfatImage.make().data(40, 41, 42);
    image.file("half", FILE, NO_CHAIN, 40, 600, 1300);
    image.file("none", FILE, NO_CHAIN, 40, 0, 100_000);
    try (FileSystem fileSystem = open(image)) {
      Node half = Tree.child(fileSystem.root(), "half");
      byte[] content = read(half, 0, 2000);
      assertThat(content).hasSize(1300);
      assertThat(content[599]).isEqualTo((byte) 41);
      assertThat(Arrays.copyOfRange(content, 600, 1300)).containsOnly(0);
      assertThat(half.extent(0, 1300).length()).isEqualTo(600);
      assertThat(half.extent(600, 700)).isEqualTo(Extent.hole(600, 700));
      assertThat(read(Tree.child(fileSystem.root(), "none"), 0, 100_001))
          .hasSize(100_000)
          .containsOnly(0);
    }
  }

  @Test
  void timesTellTheirOffset() throws Exception {
    ExfatImage image = ExfatImage.make();
    int at = image.file("file", FILE, CHAIN, 0, 0, 0);
    image.bytes.put(at + 23, (byte) (0x80 | 8)).put(at + 24, (byte) (0x80 | (-20 & 0x7F)));
    image.seal(at);
    try (FileSystem fileSystem = Tree.open(image.volume(), Map.of("tz", "+01:00"))) {
      var attributes = Tree.child(fileSystem.root(), "file").attributes();
      assertThat(attributes.modified()).isEqualTo(Instant.parse("2023-07-09T11:14:16.500Z"));
      assertThat(attributes.accessed()).isEqualTo(Instant.parse("2023-07-09T18:14:16Z"));
      assertThat(attributes.birth()).isEqualTo(Instant.parse("2023-07-09T12:14:17.230Z"));
    }
  }

  @Test
  void aDamagedSetCostsOnlyItself() throws Exception {
    set(2, 0, false, "SetChecksum at offset %d is wrong: found", 2);
    set(1, 1, true, "SecondaryCount at offset %d is wrong: found 1 (0x1)", 1);
    set(32, 0xC1, true, "the Stream Extension's EntryType at offset %d is wrong: found 193", 32);
    set(32, 0x05, true, "the type of a secondary entry at offset %d is wrong: found 5 (0x5)", 32);
    set(64, 0xC0, true, "the File Name's EntryType at offset %d is wrong: found 192 (0xc0)", 64);
    set(35, 16, true, "NameLength at offset %d is wrong: found 16 (0x10)", 35);
    set(47, 0x80, true, "ValidDataLength at offset %d is wrong: found -", 40);
    set(63, 0x80, true, "DataLength at offset %d is wrong: found -", 56);
    set(41, 5, true, "ValidDataLength at offset %d is wrong: found 1380 (0x564)", 40);
  }

  private static void set(int offset, int value, boolean seal, String problem, int where)
      throws Exception {
    ExfatImage image = ExfatImage.make();
    image.file("first", FILE, CHAIN, 0, 0, 0);
    int at = image.file("second", FILE, NO_CHAIN, 40, 100, 100);
    image.file("third", FILE, CHAIN, 0, 0, 0);
    image.bytes.put(at + offset, (byte) value);
    if (seal) {
      image.seal(at);
    }
    try (FileSystem fileSystem = open(image)) {
      Tree tree = Tree.of(fileSystem);
      assertThat(tree.entries().keySet()).containsExactly("/first", "/third");
      assertThat(tree.problems())
          .singleElement()
          .satisfies(
              line -> assertThat(line).startsWith("/: volume: " + problem.formatted(at + where)));
      assertThatThrownBy(() -> fileSystem.root().lookup(FileName.of("second")))
          .isInstanceOf(CorruptException.class);
      long id = at / 32;
      assertThatThrownBy(() -> fileSystem.node(id)).isInstanceOf(ImageException.class);
    }
  }

  @Test
  void aWrongSetChecksumCanBeIgnored() throws Exception {
    ExfatImage image = ExfatImage.make();
    int at = image.file("file", FILE, CHAIN, 0, 0, 0);
    image.bytes.put(at + 2, (byte) (image.bytes.get(at + 2) + 1));
    try (FileSystem fileSystem = Tree.open(image.volume(), Map.of("ignore_checksums", ""))) {
      assertThat(Tree.of(fileSystem).entries().keySet()).containsExactly("/file");
    }
  }

  @Test
  void aNameOf256UnitsHasTheLengthZero() throws Exception {
    ExfatImage image = ExfatImage.make();
    String name = "x".repeat(256);
    image.file(name, FILE, CHAIN, 0, 0, 0);
    try (FileSystem fileSystem = open(image)) {
      assertThat(Tree.of(fileSystem).entries().keySet()).containsExactly("/" + name);
    }
  }

  @Test
  void aDirectoryWithoutAChainAndSetsThatCrossItsClusters() throws Exception {
    ExfatImage image = ExfatImage.make();
    image.file("no chain", DIRECTORY, NO_CHAIN, 50, 1024, 1024);
    image.file("chain", DIRECTORY, CHAIN, 60, 1024, 1024);
    image.chain(60, 62);
    for (int cluster : List.of(50, 60)) {
      for (int i = 0; i < 15; i++) {
        image.bytes.put(image.position(cluster) + i * 32, (byte) 0x05);
      }
      int at = image.position(cluster) + 15 * 32;
      image.file(at, "crossing", FILE, CHAIN, 0, 0, 0);
      if (cluster == 60) {
        byte[] rest = new byte[512];
        image.bytes.get(image.position(61), rest);
        image.bytes.put(image.position(62), rest).put(image.position(61), new byte[512]);
      }
    }
    try (FileSystem fileSystem = open(image)) {
      Tree tree = Tree.of(fileSystem);
      assertThat(tree.problems()).isEmpty();
      assertThat(tree.entries().keySet())
          .containsExactly("/chain", "/chain/crossing", "/no chain", "/no chain/crossing");
    }
    try (FileSystem fileSystem = open(image)) { // by id alone
      for (int cluster : List.of(50, 60)) {
        Node node = fileSystem.node((image.position(cluster) + 15 * 32) / 32);
        assertThat(node.attributes().size()).isZero();
        assertThat(fileSystem.node(node.parentId()).attributes().size()).isEqualTo(1024);
      }
    }
  }

  @Test
  void aDirectoryThatIsTheRootIsNotEntered() throws Exception {
    ExfatImage image = ExfatImage.make();
    int at = image.file("loop", DIRECTORY, CHAIN, ExfatImage.ROOT, 2048, 2048);
    image.file("file", FILE, CHAIN, 0, 0, 0);
    try (FileSystem fileSystem = open(image)) {
      Tree tree = Tree.of(fileSystem);
      assertThat(tree.entries().keySet()).containsExactly("/file");
      assertThat(tree.problems())
          .containsExactly(
              "/: volume: the directory with the entry at offset "
                  + at
                  + " is one of those above it");
    }
  }

  @Test
  void aRunThatLeavesTheVolumeIsCut() throws Exception {
    ExfatImage image = ExfatImage.make().data(201);
    image.file("end", FILE, NO_CHAIN, 201, 1000, 1000);
    image.file("chained", FILE, CHAIN, 20, Long.MAX_VALUE, Long.MAX_VALUE);
    image.chain(20, 21);
    try (FileSystem fileSystem = open(image)) {
      Node end = Tree.child(fileSystem.root(), "end");
      assertThat(read(end, 0, 512)).hasSize(512);
      assertThatThrownBy(() -> read(end, 0, 513))
          .hasMessageEndingWith("up to byte 512, because the volume's clusters end there");
      assertThatThrownBy(() -> read(Tree.child(fileSystem.root(), "chained"), 1L << 60, 1))
          .hasMessageEndingWith("clusters ends after 2");
    }
    image = ExfatImage.make();
    image.file("huge", FILE, NO_CHAIN, 200, Long.MAX_VALUE, Long.MAX_VALUE);
    try (FileSystem fileSystem = open(image)) {
      assertThatThrownBy(() -> read(Tree.child(fileSystem.root(), "huge"), 1L << 60, 1))
          .hasMessageEndingWith("up to byte 1024, because the volume's clusters end there");
    }
  }

  @Test
  void manyVolumesWithAFewWrongBytesDoNoHarm() throws Exception {
    long seed = System.nanoTime();
    var random = new java.util.Random(seed);
    for (int i = 0; i < 3000; i++) {
      byte[] patches = new byte[3 * random.nextInt(6)];
      random.nextBytes(patches);
      try {
        FatFuzzTest.use(FatFuzzTest.patched(patches));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed + ", volume " + i, e);
      }
    }
  }

  @Test
  void aNameHashThatGuestsLookUpByDoesNotHideAFile() throws Exception {
    ExfatImage image = ExfatImage.make();
    int at = image.file("file", FILE, CHAIN, 0, 0, 0);
    image.bytes.putShort(at + 36, (short) 0x1234);
    image.seal(at);
    try (FileSystem fileSystem = open(image)) {
      assertThat(Tree.child(fileSystem.root(), "FILE").attributes().size()).isZero();
    }
  }

  @Test
  void anIdThatNeverCameFromHereDoesNoHarm() throws Exception {
    ExfatImage image = ExfatImage.make();
    image.file("file", FILE, CHAIN, 0, 0, 0);
    try (FileSystem fileSystem = open(image)) {
      for (long id : new long[] {0, -1, 2, 16, 1L << 47, 1L << 48, Long.MAX_VALUE}) {
        assertThatThrownBy(() -> fileSystem.node(id)).isInstanceOf(NoSuchFileException.class);
      }
      assertThatThrownBy(() -> fileSystem.node(image.position(ExfatImage.ROOT) / 32))
          .isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void aWrongNameHashIsToldAndTheFileIsReadNevertheless() throws Exception {
    ExfatImage image = ExfatImage.make().data(30, 31);
    image.file("found", 0x20, 3, 30, 512, 512);
    int hidden = image.file("hidden", 0x20, 3, 31, 512, 512);
    image.bytes.putShort(hidden + 36, (short) 0x1234);
    image.seal(hidden);
    try (FileSystem fileSystem = Tree.open(image.volume(), Map.of())) {
      assertThat(fileSystem.conditions()).isEmpty();
      assertThat(Tree.of(fileSystem).problems()).isEmpty();
      assertThat(FatDamageTest.read(Tree.child(fileSystem.root(), "hidden"), 0, 600)).hasSize(512);
      assertThat(fileSystem.conditions())
          .singleElement()
          .satisfies(
              condition -> {
                assertThat(condition.kind()).isEqualTo(Kind.NAMES_HIDDEN);
                assertThat(condition.detail())
                    .startsWith("The name «hidden» (its entries begin at offset " + hidden + ")");
              });
    }
  }

  @Test
  void severalWrongNameHashesAreCountedOnceEach() throws Exception {
    ExfatImage image = ExfatImage.make().data(30, 31);
    for (String name : List.of("a", "b", "c")) {
      int at = image.file(name, 0x20, 3, 30, 0, 0);
      image.bytes.putShort(at + 36, (short) 0x1234);
      image.seal(at);
    }
    try (FileSystem fileSystem = Tree.open(image.volume(), Map.of())) {
      fileSystem.root().list(0, entry -> true);
      fileSystem.root().list(0, entry -> true);
      assertThat(fileSystem.conditions().getFirst().detail()).startsWith("3 names, first «a»");
    }
  }
}
