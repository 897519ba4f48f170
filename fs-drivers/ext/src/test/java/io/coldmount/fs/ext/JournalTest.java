package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.BlockSource;
import io.coldmount.block.MemorySource;
import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the journal is found. */
final class JournalTest {

  private static final int RECOVER = Superblock.POSITION + 0x60;
  private static final int JOURNAL_NUMBER = Superblock.POSITION + 0xE0;
  private static final int JOURNAL_COPY = Superblock.POSITION + 0x10C;

  @TempDir static Path folder;

  private static byte[] ext3;
  private static byte[] ext4;

  @BeforeAll
  static void make() throws IOException {
    Shell.assumeTools("mke2fs");
    String options = "-b 1024 -J size=1 -t ";
    ext3 = bytes(options + "ext3");
    ext4 = bytes(options + "ext4 -O ^metadata_csum");
  }

  private static byte[] bytes(String options) throws IOException {
    return Files.readAllBytes(Shell.image(folder, 4, options.split(" ", -1)));
  }

  private static void zero(byte[] image, long position, int length) {
    for (int i = 0; i < length; i++) {
      image[(int) position + i] = 0;
    }
  }

  private static Volume volume(byte[] image) throws IOException {
    return ((ExtFileSystem) open(image, Map.of("norecovery", ""))).volume();
  }

  private static FileSystem open(byte[] image, Map<String, String> options) throws IOException {
    return Tree.open(new MemorySource("disk", image), options);
  }

  private static byte[] journal(byte[] image) throws IOException {
    BlockSource journal = Objects.requireNonNull(Journal.find(volume(image)));
    assertThat(journal.name()).endsWith(" / journal");
    return journal.bytes(0, (int) journal.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSuperblocksCopyOfTheJournalsInodeIsUsedWhereThatIsDamaged(boolean extents)
      throws IOException {
    byte[] image = (extents ? ext4 : ext3).clone();
    byte[] sound = journal(image);
    assertThat(sound).hasSize(1 << 20).startsWith(0xC0, 0x3B, 0x39, 0x98);
    zero(image, volume(image).inodes.position(8), 128);
    assertThat(journal(image)).isEqualTo(sound);
  }

  @Test
  void aJournalThatCannotBeFoundIsACondition() throws IOException {
    byte[] image = ext4.clone();
    image[RECOVER] |= Features.INCOMPAT_RECOVER;
    zero(image, volume(image).inodes.position(8), 128);
    zero(image, JOURNAL_COPY, 68);
    try (FileSystem fileSystem = open(image, Map.of())) {
      assertThat(fileSystem.conditions())
          .containsExactly(
              new Condition(Kind.DIRTY, "The file system was not cleanly unmounted."),
              new Condition(
                  Kind.JOURNAL_DAMAGED,
                  "The journal cannot be read, so files may be as they were mid-write: disk / ext4:"
                      + " inode 8: it is not in use."));
      assertThat(fileSystem.root().id()).isEqualTo(2);
    }
  }

  @Test
  void anEmptyJournalThatWantsRecoveryIsNoMoreThanDirty() throws IOException {
    byte[] image = ext4.clone();
    image[RECOVER] |= Features.INCOMPAT_RECOVER;
    try (FileSystem fileSystem = open(image, Map.of())) {
      assertThat(fileSystem.conditions().stream().map(Condition::kind)).containsExactly(Kind.DIRTY);
    }
  }

  @Test
  void recoveryFromAnExternalJournalIsRefusedByName() throws IOException {
    byte[] image = ext4.clone();
    image[RECOVER] |= Features.INCOMPAT_RECOVER;
    zero(image, JOURNAL_NUMBER, 4);
    assertThatThrownBy(() -> open(image, Map.of()))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage(
            "disk / ext4: recovery from an external journal (the option norecovery shows the state"
                + " without it) is not supported");
    try (FileSystem fileSystem = open(image, Map.of("norecovery", ""))) {
      assertThat(fileSystem.conditions().stream().map(Condition::kind))
          .containsExactly(Kind.DIRTY, Kind.JOURNAL_PENDING);
    }
  }
}
