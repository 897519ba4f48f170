package io.coldmount.diskset.vmdk;

import static io.coldmount.diskset.TestFiles.assertContent;
import static io.coldmount.diskset.TestFiles.patchy;
import static io.coldmount.diskset.TestFiles.viaQemu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.diskset.DiskSet;
import io.coldmount.diskset.TestFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sparse formats, written by {@link ImageWriter}, whole and with one thing wrong. */
final class SparseFormatsTest {

  private static final int GRAIN = 128 * 512;

  @TempDir Path folder;

  private final ImageWriter writer = new ImageWriter();

  /** Letters for {@code count} grains. */
  private static String states(long seed, int count, String letters) {
    Random random = new Random(seed);
    StringBuilder states = new StringBuilder();
    while (states.length() < count) {
      char letter = letters.charAt(random.nextInt(letters.length()));
      states.repeat(letter, Math.min(count - states.length(), 1 + random.nextInt(40)));
    }
    return states.toString();
  }

  private Path save(String name, byte[] bytes) throws Exception {
    return Files.write(folder.resolve(name), bytes);
  }

  private Path hosted(byte[] content, String states) throws Exception {
    writer.descriptor =
        ImageWriter.descriptor(
            "monolithicSparse", "RW " + content.length / 512 + " SPARSE \"disk.vmdk\"", "");
    return save("disk.vmdk", writer.hosted(content, states));
  }

  private static void patch(Path file, long offset, long value, int bytes) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    TestFiles.write(file, offset, java.util.Arrays.copyOf(buffer.array(), bytes));
  }

  @Test
  void aHostedExtentOfUnusualGrainsAndTablesReadsAsQemuReadsIt() throws Exception {
    byte[] content = patchy(1, (5 << 20) + 512 * 3);
    for (int[] shape : new int[][] {{8, 64}, {1, 512}, {1024, 4}, {128, 512}}) {
      writer.grainSectors = shape[0];
      writer.perTable = shape[1];
      int grains = Math.ceilDiv(content.length, shape[0] * 512);
      String states = states(shape[0], grains, "dd-");
      Path disk = hosted(content, states);
      byte[] expected = ImageWriter.expected(content, states, shape[0] * 512);
      assertContent(disk, expected);
      assertThat(viaQemu(disk)).isEqualTo(expected);
    }
  }

  @Test
  void zeroedGrainsAreZerosOnlyWhereTheHeaderAllowsThem() throws Exception {
    byte[] content = patchy(2, 40 * GRAIN);
    String states = "ddd--zzd".repeat(5);
    writer.flags = 7;
    writer.version = 2;
    Path disk = hosted(content, states);
    assertContent(disk, ImageWriter.expected(content, states, GRAIN));
    patch(disk, 8, 3, 4);
    try (DiskSet set = TestFiles.open(disk)) {
      BlockSource source = set.disks().getFirst().content();
      int zeroed = states.indexOf('z');
      assertThatThrownBy(() -> source.bytes(zeroed * (long) GRAIN, 1))
          .isInstanceOf(CorruptException.class)
          .hasMessage("disk.vmdk: entry " + zeroed + " of grain table 0 has no meaning");
      int data = states.indexOf('d');
      assertThat(source.bytes(data * (long) GRAIN, 1)).containsExactly(content[data * GRAIN]);
    }
  }

  @Test
  void aDamagedGrainDirectoryIsReplacedByTheRedundantOne() throws Exception {
    writer.perTable = 16;
    byte[] content = patchy(3, 64 * GRAIN);
    String states = "d".repeat(64);
    Path disk = hosted(content, states);
    for (long entry : new long[] {0, 0xFFFF_FFFFL}) {
      patch(disk, writer.directory * 512L + 4, entry, 4);
      try (DiskSet set = TestFiles.open(disk)) {
        assertContent(set.disks().getFirst().content(), content);
        assertThat(set.disks().getFirst().warnings())
            .containsExactly(
                "disk.vmdk: its grain directory is damaged; the redundant one is used.");
      }
    }
    patch(disk, 56, 0, 8); // gdOffset
    try (DiskSet set = TestFiles.open(disk)) {
      assertContent(set.disks().getFirst().content(), content);
      assertThat(set.disks().getFirst().warnings()).hasSize(1);
    }
    patch(disk, 48, Long.MAX_VALUE >>> 12, 8); // rgdOffset
    assertThatThrownBy(() -> TestFiles.open(disk))
        .isInstanceOf(CorruptException.class)
        .hasMessageStartingWith(
            "disk.vmdk: its grain directory (16 bytes at offset 0) lies outside")
        .hasMessageEndingWith("the file is truncated or its header damaged");
  }

  @Test
  void aDamagedGrainTableEntryIsTakenFromTheCopyOrCostsOnlyItself() throws Exception {
    byte[] content = patchy(4, 32 * GRAIN);
    Path disk = hosted(content, "d".repeat(32));
    patch(disk, writer.firstTable * 512L + 5 * 4, 0x7FFF_FFFFL, 4);
    assertContent(disk, content);
    patch(disk, 8, 1, 4); // no redundant directory any more
    try (DiskSet set = TestFiles.open(disk)) {
      BlockSource source = set.disks().getFirst().content();
      assertThatThrownBy(() -> source.bytes(5 * GRAIN + 10, 1))
          .isInstanceOf(CorruptException.class)
          .hasMessage(
              "disk.vmdk: entry 5 of grain table 0 leads to offset 1099511627264, beyond the end at "
                  + Files.size(disk));
      assertThat(source.bytes(6 * GRAIN, 1)).containsExactly(content[6 * GRAIN]);
      assertThat(source.bytes(4 * GRAIN, GRAIN))
          .isEqualTo(java.util.Arrays.copyOfRange(content, 4 * GRAIN, 5 * GRAIN));
    }
  }

  @Test
  void aTableOutsideTheFileCostsOnlyItsGrains() throws Exception {
    writer.perTable = 16;
    writer.redundant = false;
    writer.flags = 1;
    byte[] content = patchy(5, 64 * GRAIN);
    Path disk = hosted(content, "d".repeat(64));
    patch(disk, writer.directory * 512L + 4, 0x00FF_FFFFL, 4);
    try (DiskSet set = TestFiles.open(disk)) {
      BlockSource source = set.disks().getFirst().content();
      assertThat(source.bytes(15 * GRAIN, GRAIN)[7]).isEqualTo(content[15 * GRAIN + 7]);
      assertThat(source.bytes(32 * GRAIN, GRAIN)[7]).isEqualTo(content[32 * GRAIN + 7]);
      assertThatThrownBy(() -> source.bytes(16 * GRAIN, 1))
          .hasMessage("disk.vmdk: grain table 1 lies outside the file");
    }
  }

  @Test
  void aTruncatedExtentFailsWhereItsBytesAreMissing() throws Exception {
    byte[] content = patchy(6, 32 * GRAIN);
    Path disk = hosted(content, "d".repeat(32));
    try (var channel =
        java.nio.channels.FileChannel.open(disk, java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(disk) - GRAIN - 1000);
    }
    try (DiskSet set = TestFiles.open(disk)) {
      BlockSource source = set.disks().getFirst().content();
      assertThat(source.bytes(30 * GRAIN, GRAIN - 1000)).endsWith(content[31 * GRAIN - 1001]);
      assertThatThrownBy(() -> source.bytes(30 * GRAIN, GRAIN))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("the file is truncated");
      assertThatThrownBy(() -> source.bytes(31 * GRAIN, 1)).isInstanceOf(CorruptException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4, 4, 4, 'sparse extent version 4 is not supported'",
    "4, 0, 4, 'sparse extent version 0 is not supported'",
    "8, 0x100003, 4, 'sparse extent flag 0x100000 is not supported'",
    "12, -1, 8, 'capacity at offset 12 is wrong: found -1 (0xffffffffffffffff)'",
    "20, 0, 8, 'grainSize at offset 20 is wrong: found 0 (0x0)'",
    "20, 129, 8, 'grainSize at offset 20 is wrong: found 129 (0x81)'",
    "20, 0x400000, 8, 'grainSize at offset 20 is wrong: found 4194304 (0x400000)'",
    "28, -2, 8, 'descriptorOffset at offset 28 is wrong: found -2 (0xfffffffffffffffe)'",
    "44, 0, 4, 'numGTEsPerGT at offset 44 is wrong: found 0 (0x0)'",
    "44, 65537, 4, 'numGTEsPerGT at offset 44 is wrong: found 65537 (0x10001)'",
    "56, 0x7fffffffffffffff, 8,"
        + " 'gdOffset at offset 56 is wrong: found 9223372036854775807 (0x7fffffffffffffff)'",
    "73, 0x0d0a200d, 4, 'the newline test bytes of its header are wrong (offset 73: found"
        + " 0x0d200a0d, expected 0x0a200d0a): it is damaged, most likely by a transfer in text mode;"
        + " copy it again in binary mode'",
    "77, 2, 2, 'compressAlgorithm 2 is not supported'",
    "77, 1, 2, 'compression without grain markers is not supported'",
    "12, 4095, 8, 'its header says 2096640 bytes, but the descriptor of disk.vmdk says 2097152'",
    "0, 0x444b564d, 4, ''",
  })
  void aHeaderWithOneWrongFieldIsRefused(long offset, String value, int size, String message)
      throws Exception {
    Path disk = hosted(patchy(7, 32 * GRAIN), "d".repeat(32));
    patch(disk, offset, Long.decode(value), size);
    if (message.isEmpty()) {
      try (DiskSet set = TestFiles.open(disk)) {
        assertThat(set.disks().getFirst().links().getFirst().format()).isEqualTo("raw");
      }
      return;
    }
    assertThatThrownBy(() -> TestFiles.open(disk))
        .isInstanceOf(ImageException.class)
        .hasMessage("disk.vmdk: " + message);
  }

  @Test
  void anExtentThatWasNotClosedGivesAWarning() throws Exception {
    Path disk = hosted(patchy(7, GRAIN), "d");
    patch(disk, 72, 1, 1);
    try (DiskSet set = TestFiles.open(disk)) {
      assertThat(set.disks().getFirst().warnings())
          .containsExactly(
              "disk.vmdk: it was not closed cleanly; the newest writes may be missing.");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 128})
  void aCowdExtentOverItsParentReadsAsTheGuestWroteIt(int grainSectors) throws Exception {
    int size = 6 << 20;
    byte[] base = patchy(8, size);
    byte[] content = patchy(9, size);
    save("base-flat.vmdk", base);
    save(
        "base.vmdk",
        ImageWriter.text(
            ImageWriter.descriptor("vmfs", "RW " + size / 512 + " VMFS \"base-flat.vmdk\"", "")));
    writer.grainSectors = grainSectors;
    String states = states(grainSectors, Math.ceilDiv(size, grainSectors * 512), "d--");
    save("disk-000001-delta.vmdk", writer.cowd(content, states));
    Path child =
        save(
            "disk-000001.vmdk",
            ImageWriter.text(
                ImageWriter.child(
                    "vmfsSparse",
                    "RW " + size / 512 + " VMFSSPARSE \"disk-000001-delta.vmdk\"",
                    "11111111",
                    "base.vmdk")));
    assertContent(child, ImageWriter.expected(content, states, grainSectors * 512, base));
    assertThat(viaQemu(child))
        .isEqualTo(ImageWriter.expected(content, states, grainSectors * 512, base));
    assertThatThrownBy(() -> TestFiles.open(folder.resolve("disk-000001-delta.vmdk")))
        .hasMessageEndingWith("is one extent of a disk; open its descriptor instead: " + child);
  }

  @Test
  void aCowdHeaderWithOneWrongFieldIsRefused() throws Exception {
    byte[] content = patchy(10, 1 << 20);
    writer.grainSectors = 1;
    Path disk = save("disk.vmdk", writer.cowd(content, "d".repeat(2048)));
    assertContent(disk, content);
    assertCowd(disk, 4, 2, "COWD version 2 is not supported");
    assertCowd(disk, 12, 0, "COWD numSectors at offset 12 is wrong: found 0 (0x0)");
    assertCowd(disk, 16, 3, "COWD grainSize at offset 16 is wrong: found 3 (0x3)");
    assertCowd(disk, 20, 0, "COWD gdOffset at offset 20 is wrong: found 0 (0x0)");
    assertCowd(disk, 24, 0, "COWD numGDEntries at offset 24 is wrong: found 0 (0x0)");
    assertCowd(
        disk,
        20,
        9000,
        "its grain directory (4 bytes at offset 4608000) lies outside the file, which has "
            + Files.size(disk)
            + " bytes: the file is truncated or its header damaged");
  }

  private void assertCowd(Path disk, int offset, long value, String message) throws Exception {
    byte[] before = Files.readAllBytes(disk);
    patch(disk, offset, value, 4);
    assertThatThrownBy(() -> TestFiles.open(disk))
        .isInstanceOf(ImageException.class)
        .hasMessage("disk.vmdk: " + message);
    Files.write(disk, before);
  }

  @Test
  void aSeSparseExtentOverItsParentReadsAsTheGuestWroteIt() throws Exception {
    int size = 40 << 20;
    byte[] base = patchy(11, size);
    byte[] content = patchy(12, size);
    save("base-flat.vmdk", base);
    save(
        "base.vmdk",
        ImageWriter.text(
            ImageWriter.descriptor("vmfs", "RW " + size / 512 + " VMFS \"base-flat.vmdk\"", "")));
    String states = states(13, size / 4096, "d-zu-");
    save("disk-000001-sesparse.vmdk", writer.seSparse(content, states));
    Path child =
        save(
            "disk-000001.vmdk",
            ImageWriter.text(
                ImageWriter.child(
                    "seSparse",
                    "RW " + size / 512 + " SESPARSE \"disk-000001-sesparse.vmdk\"",
                    "11111111",
                    "base.vmdk")));
    byte[] expected = ImageWriter.expected(content, states.replace('u', 'z'), 4096, base);
    assertContent(child, expected);
    assertThat(viaQemu(child)).isEqualTo(expected);
  }

  @Test
  void aSeSparseHeaderWithOneWrongFieldIsRefused() throws Exception {
    byte[] content = patchy(14, 1 << 20);
    Path disk = save("disk.vmdk", writer.seSparse(content, "d".repeat(256)));
    assertContent(disk, content);
    assertSeSparse(disk, 8, 0x2_0000_0002L, "seSparse version 2.2 is not supported");
    assertSeSparse(disk, 16, 0, "seSparse capacity at offset 16 is wrong: found 0 (0x0)");
    assertSeSparse(disk, 24, 16, "a seSparse grain size of 16 sectors is not supported");
    assertSeSparse(disk, 32, 128, "a seSparse grain table size of 128 sectors is not supported");
    assertSeSparse(disk, 40, 4, "seSparse flags 0x4 is not supported");
    assertSeSparse(disk, 56, 1, "seSparse reserved field at offset 56 is wrong: found 1 (0x1)");
    assertSeSparse(disk, 136, 0, "seSparse grain_dir_size at offset 136 is wrong: found 0 (0x0)");
    assertSeSparse(
        disk,
        192,
        -1,
        "seSparse grains_offset at offset 192 is wrong: found -1 (0xffffffffffffffff)");
    assertSeSparse(
        disk, 512, 7, "seSparse volatile header magic at offset 512 is wrong: found 7 (0x7)");
    assertSeSparse(
        disk,
        536,
        1,
        "a seSparse extent whose journal must be replayed (it was not closed cleanly) is not"
            + " supported");
  }

  private void assertSeSparse(Path disk, int offset, long value, String message) throws Exception {
    byte[] before = Files.readAllBytes(disk);
    patch(disk, offset, value, 8);
    assertThatThrownBy(() -> TestFiles.open(disk))
        .isInstanceOf(ImageException.class)
        .hasMessage("disk.vmdk: " + message);
    Files.write(disk, before);
  }

  @Test
  void aSeSparseEntryWithoutMeaningCostsOnlyItself() throws Exception {
    byte[] content = patchy(15, 1 << 20);
    Path disk = save("disk.vmdk", writer.seSparse(content, "d".repeat(256)));
    long table = writer.firstTable * 512L;
    long[] wrong = {0x4000_0000_0000_0000L, 5, 0x3100_0000_0000_0000L, 0x3000_FFFF_FFFF_FFFFL};
    for (int i = 0; i < wrong.length; i++) {
      patch(disk, table + i * 8L, wrong[i], 8);
    }
    try (DiskSet set = TestFiles.open(disk)) {
      BlockSource source = set.disks().getFirst().content();
      for (int i = 0; i < wrong.length; i++) {
        int entry = i;
        assertThatThrownBy(() -> source.bytes(entry * 4096L, 1))
            .hasMessage("disk.vmdk: entry " + entry + " of grain table 0 has no meaning");
      }
      assertThat(source.bytes(4 * 4096, 4096))
          .isEqualTo(java.util.Arrays.copyOfRange(content, 4 * 4096, 5 * 4096));
    }
  }

  private Path stream(byte[] content, String states) throws Exception {
    writer.descriptor =
        ImageWriter.descriptor(
            "streamOptimized",
            "RDONLY " + Math.ceilDiv(content.length, 512) + " SPARSE \"generated-stream.vmdk\"",
            "");
    return save("disk.vmdk", writer.stream(content, states));
  }

  @Test
  void aStreamWithMarkersAndAFooterReadsAsQemuReadsIt() throws Exception {
    byte[] content = patchy(16, 70 * GRAIN + 512 * 9);
    writer.perTable = 512;
    String states = states(16, 71, "ddd-");
    Path disk = stream(content, states);
    byte[] expected = ImageWriter.expected(content, states, GRAIN);
    assertContent(disk, expected);
    assertThat(viaQemu(disk)).isEqualTo(expected);
    // A copy that was padded is still read; one that was cut is not.
    TestFiles.write(disk, Files.size(disk), new byte[4096]);
    assertContent(disk, expected);
    try (var channel =
        java.nio.channels.FileChannel.open(disk, java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(disk) - 4096 - 1536);
    }
    assertThatThrownBy(() -> TestFiles.open(disk))
        .isInstanceOf(CorruptException.class)
        .hasMessageEndingWith("bytes end without one: the file is truncated");
  }

  @Test
  void aCompressedGrainThatIsWrongCostsOnlyItself() throws Exception {
    byte[] content = patchy(17, 20 * GRAIN);
    Path disk = stream(content, "d".repeat(20));
    long grain = writer.firstGrain * 512L;
    byte[] good = Files.readAllBytes(disk);
    String at = "the compressed grain at offset " + grain + " ";
    patch(disk, grain, 128, 8);
    assertGrain(disk, at + "is marked as sector 128, but the grain table has it at sector 0");
    Files.write(disk, good);
    patch(disk, grain + 8, 0, 4);
    assertGrain(
        disk, "size of a compressed grain at offset " + (grain + 8) + " is wrong: found 0 (0x0)");
    patch(disk, grain + 8, 0xFFFF_FFFFL, 4);
    assertGrain(
        disk,
        "size of a compressed grain at offset "
            + (grain + 8)
            + " is wrong: found 4294967295 (0xffffffff)");
    Files.write(disk, good);
    patch(disk, grain + 12, 0xFFFF, 2);
    assertGrain(disk, at + "cannot be inflated: incorrect header check");
    byte[] shorter = ImageWriter.deflate(new byte[100]);
    patch(disk, grain + 8, shorter.length, 4);
    TestFiles.write(disk, grain + 12, shorter);
    assertGrain(disk, at + "inflates to 100 bytes instead of 65536");
  }

  private static void assertGrain(Path disk, String message) throws Exception {
    try (DiskSet set = TestFiles.open(disk)) {
      BlockSource source = set.disks().getFirst().content();
      assertThatThrownBy(() -> source.bytes(0, 1))
          .isInstanceOf(CorruptException.class)
          .hasMessage("disk.vmdk: " + message);
      assertThat(source.bytes(GRAIN, GRAIN)).hasSize(GRAIN);
    }
  }

  @Test
  void extentsNameTheFileAndTheOffsetOfEveryRun() throws Exception {
    byte[] content = patchy(18, 8 * GRAIN);
    Path disk = hosted(content, "dd--zd-d".replace('z', '-'));
    String file = disk.toString();
    long first = writer.firstGrain * 512L;
    try (DiskSet set = TestFiles.open(disk)) {
      BlockSource source = set.disks().getFirst().content();
      assertThat(source.extent(100, source.size() - 100))
          .isEqualTo(
              new Extent(
                  100, 2 * GRAIN - 100, new Extent.Storage("disk.vmdk", file, first + 100, false)));
      assertThat(source.extent(2 * GRAIN, 6 * GRAIN)).isEqualTo(Extent.hole(2 * GRAIN, 3 * GRAIN));
      assertThat(source.extent(5 * GRAIN, 3 * GRAIN))
          .isEqualTo(
              new Extent(
                  5 * GRAIN,
                  GRAIN,
                  new Extent.Storage("disk.vmdk", file, first + 2 * GRAIN, false)));
      assertThat(source.extent(6 * GRAIN, 100)).isEqualTo(Extent.hole(6 * GRAIN, 100));
    }
    Path stream = stream(content, "dd--dddd");
    try (DiskSet set = TestFiles.open(stream)) {
      BlockSource source = set.disks().getFirst().content();
      assertThat(source.extent(10, 3 * GRAIN))
          .isEqualTo(
              new Extent(
                  10,
                  GRAIN - 10,
                  new Extent.Storage(
                      "disk.vmdk", stream.toString(), writer.firstGrain * 512L, true)));
    }
  }

  @Test
  void anUnsupportedFeatureIsNamed() throws Exception {
    Path disk = hosted(patchy(7, GRAIN), "d");
    patch(disk, 4, 9, 4);
    assertThatThrownBy(() -> TestFiles.open(disk)).isInstanceOf(UnsupportedException.class);
  }
}
