package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields of an inode that mke2fs does not write. */
final class InodeAttributesTest {

  @TempDir static Path folder;

  private static Fixture sound;

  @BeforeAll
  static void make() throws IOException {
    sound = Fixture.make(folder, "-t ext4 -O ^metadata_csum,^has_journal,^resize_inode");
  }

  private static Attributes with(String path, int offset, String bytes) throws IOException {
    Fixture changed = sound.with(sound.inodePosition(path) + offset, bytes);
    try (FileSystem fileSystem = changed.open()) {
      return Tree.at(fileSystem, path).attributes();
    }
  }

  /** With more than 65000 subdirectories the kernel stores 1 and shows it. */
  @Test
  void theLinkCountOfADirectoryWithTooManyIsOne() throws IOException {
    assertThat(with("dir", 0x1A, "0100").linkCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "10000000, 0x10",
    "20000000, 0x20",
    "40000000, 0x40",
    "04000000, 0x4",
    "00001000, 0x100000",
    "00081000, 0x100800",
    "FFFFDFEF, 0x100874",
  })
  void flagsAreThoseOfStatx(String bytes, int flags) throws IOException {
    assertThat(with("file", 0x20, bytes).flags()).isEqualTo(flags);
  }

  @Test
  void theBlocksOfAHugeFileCountInBlocksOfTheVolume() throws IOException {
    String count = "0A000000";
    assertThat(with("file", 0x1C, count).allocated()).isEqualTo(10 * 512);
    Fixture huge =
        sound
            .with(sound.inodePosition("file") + 0x1C, count)
            .with(sound.inodePosition("file") + 0x74, "0100")
            .with(sound.inodePosition("file") + 0x20, "00000C00");
    try (FileSystem fileSystem = huge.open()) {
      assertThat(Tree.at(fileSystem, "file").attributes().allocated())
          .isEqualTo(((1L << 32) + 10) * 1024);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FFFFFFFF, 00000000, 1969-12-31T23:59:59Z",
    "FFFFFF7F, 00000000, 2038-01-19T03:14:07Z",
    "00000080, 00000000, 1901-12-13T20:45:52Z",
    "00000080, 01000000, 2038-01-19T03:14:08Z",
    "FFFFFFFF, 03000000, 2378-04-22T19:24:47Z",
    "FFFFFF7F, 03000000, 2446-05-10T22:38:55Z",
    "00000000, 04000000, 1970-01-01T00:00:00.000000001Z",
    "00000000, FC276BEE, 1970-01-01T00:00:00.999999999Z",
  })
  void timesHaveTwoMoreBitsAndNanoseconds(String seconds, String extra, Instant time)
      throws IOException {
    long position = sound.inodePosition("file");
    Fixture changed =
        sound
            .with(position + 0x8, seconds)
            .with(position + 0x8C, extra)
            .with(position + 0x10, seconds)
            .with(position + 0x88, extra)
            .with(position + 0xC, seconds)
            .with(position + 0x84, extra)
            .with(position + 0x90, seconds + extra);
    try (FileSystem fileSystem = changed.open()) {
      Attributes attributes = Tree.at(fileSystem, "file").attributes();
      assertThat(attributes.accessed()).isEqualTo(time);
      assertThat(attributes.modified()).isEqualTo(time);
      assertThat(attributes.changed()).isEqualTo(time);
      assertThat(attributes.birth()).isEqualTo(time);
    }
  }
}
