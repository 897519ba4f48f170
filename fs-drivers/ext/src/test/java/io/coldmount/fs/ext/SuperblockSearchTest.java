package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.CorruptException;
import io.coldmount.block.MemorySource;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import io.coldmount.fs.FileSystemDriver.Probe;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Volumes whose first superblock is damaged, and what a probe says. */
final class SuperblockSearchTest {

  @TempDir Path folder;

  @BeforeEach
  void tools() {
    Shell.assumeTools("mke2fs");
  }

  private Path image(int megabytes, String options) throws IOException {
    Path source = Files.createTempDirectory(folder, "source");
    Files.writeString(source.resolve("file"), "content");
    String command = "-d " + source + " -L name -U 01234567-89ab-cdef-0123-456789abcdef " + options;
    return Shell.image(folder, megabytes, command.split(" ", -1));
  }

  private static void overwrite(Path image, long position, int length, int value)
      throws IOException {
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(position);
      byte[] bytes = new byte[length];
      java.util.Arrays.fill(bytes, (byte) value);
      file.write(bytes);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20, -t ext4 -b 1024, block 8193",
    "200, -t ext4 -b 2048, block 16384",
    "200, -t ext4 -b 4096, block 32768",
    "1100, -t ext4 -b 16384, block 65528",
    "20, -t ext2 -r 0 -b 1024, block 8193",
    "40, '-t ext4 -b 1024 -O sparse_super2,^resize_inode -E num_backup_sb=1', block 8193",
  })
  void aDamagedSuperblockIsReplacedByItsCopy(int megabytes, String options, String place)
      throws IOException {
    Path image = image(megabytes, options);
    overwrite(image, 1024, 3072, 0);
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of())) {
      assertThat(fileSystem.conditions()).hasSize(1);
      Condition condition = fileSystem.conditions().getFirst();
      assertThat(condition.kind()).isEqualTo(Kind.BACKUP_IN_USE);
      assertThat(condition.detail())
          .isEqualTo(
              "The copy of the superblock in "
                  + place
                  + " is in use: disk: s_magic of the superblock at offset 1080 is wrong: found 0"
                  + " (0x0).");
      assertThat(Tree.at(fileSystem, "file").attributes().size()).isEqualTo(7);
      assertThat(new ExtDriver().probe(disk)).isPresent();
    }
  }

  @Test
  void theOptionNamesTheSuperblockInBlocksOfOneKibibyte() throws IOException {
    Path image = image(200, "-t ext4 -b 4096");
    try (FileSource disk = FileSource.open(image);
        FileSystem fileSystem = Tree.open(disk, Map.of("sb", "131072"))) {
      assertThat(fileSystem.conditions())
          .containsExactly(
              new Condition(
                  Kind.BACKUP_IN_USE,
                  "The superblock at block 131072 is in use, as the option sb says."));
      assertThat(Tree.at(fileSystem, "file").attributes().size()).isEqualTo(7);
      assertThatThrownBy(() -> Tree.open(disk, Map.of("sb", "5")))
          .isInstanceOf(CorruptException.class)
          .hasMessage("disk: s_magic of the superblock at offset 5176 is wrong: found 0 (0x0)");
    }
  }

  @Test
  void aVolumeWithoutAnyWholeSuperblockIsCorrupt() throws IOException {
    Path image = image(20, "-t ext4 -b 1024");
    overwrite(image, 1024, 1024, 0xFF);
    overwrite(image, 8193 * 1024, 1024, 0);
    try (FileSource disk = FileSource.open(image)) {
      assertThatThrownBy(() -> Tree.open(disk, Map.of()))
          .isInstanceOf(CorruptException.class)
          .hasMessage(
              "disk: s_magic of the superblock at offset 1080 is wrong: found 65535 (0xffff)");
      assertThat(new ExtDriver().probe(disk)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"ext2, -t ext2", "ext3, -t ext3", "ext4, -t ext4", "ext4, -t ext4 -O ^has_journal"})
  void aProbeTellsFormatLabelAndUuid(String format, String options) throws IOException {
    Path image = image(8, options);
    try (FileSource disk = FileSource.open(image)) {
      assertThat(new ExtDriver().probe(disk))
          .contains(new Probe(format, "name", "01234567-89ab-cdef-0123-456789abcdef"));
      assertThat(disk.bytesRead.get()).isLessThanOrEqualTo(4096);
      try (FileSystem fileSystem = Tree.open(disk, Map.of())) {
        assertThat(fileSystem.format()).isEqualTo(format);
        assertThat(fileSystem.label()).isEqualTo("name");
        assertThat(fileSystem.uuid()).isEqualTo("01234567-89ab-cdef-0123-456789abcdef");
      }
    }
  }

  @Test
  void aProbeOfOtherBytesIsEmpty() throws IOException {
    for (int size : new int[] {0, 1, 1024, 2047, 2048, 10_000}) {
      assertThat(new ExtDriver().probe(new MemorySource("zeros", new byte[size]))).isEmpty();
    }
    byte[] noise = new byte[200_000];
    new java.util.Random(1).nextBytes(noise);
    assertThat(new ExtDriver().probe(new MemorySource("noise", noise))).isEmpty();
  }

  @Test
  void theDriverIsFoundAsAService() {
    assertThat(ServiceLoader.load(io.coldmount.fs.FileSystemDriver.class).stream().toList())
        .anySatisfy(provider -> assertThat(provider.type()).isEqualTo(ExtDriver.class));
  }
}
