package io.coldmount.fs.ext.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.block.MemorySource;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole volumes, replayed in memory, against e2fsck and the host kernel replaying a copy. */
final class JournalOracleTest {

  @TempDir Path folder;

  @BeforeEach
  void tools() {
    Host.assumeTools("mkfs.ext4", "debugfs", "e2fsck");
  }

  /** What a comparison found. */
  private record Outcome(Replay replay, int changedBlocks) {}

  /**
   * Compares the overlay of {@code image} with {@code replayed}, the same image after another
   * program's replay: all bytes but the journal and the primary superblock, which that program
   * marks as clean.
   */
  private Outcome compare(Path image, Path replayed, int blockSize)
      throws IOException, InterruptedException {
    Path dump = folder.resolve("journal");
    Files.deleteIfExists(dump);
    Host.run(0, "debugfs", "-R", "dump <8> " + dump, image.toString());
    byte[] before = Files.readAllBytes(image);
    byte[] expected = Files.readAllBytes(replayed);
    Replay replay =
        JournalReplay.replay(
            new MemorySource("volume", before),
            new MemorySource("journal", Files.readAllBytes(dump)),
            blockSize);
    byte[] actual = replay.overlaid().bytes(0, before.length);
    BitSet journal = journalBlocks(image);
    List<Integer> different = new ArrayList<>();
    int changed = 0;
    for (int block = 0; block < before.length / blockSize; block++) {
      int from = block * blockSize;
      int to = from + blockSize;
      changed += java.util.Arrays.equals(actual, from, to, before, from, to) ? 0 : 1;
      if (from <= 1024 && to > 1024) {
        System.arraycopy(expected, 1024, actual, 1024, 1024);
      }
      if (!journal.get(block) && !java.util.Arrays.equals(actual, from, to, expected, from, to)) {
        different.add(block);
      }
    }
    assertThat(different).as("blocks that differ").isEmpty();
    return new Outcome(replay, changed);
  }

  private static BitSet journalBlocks(Path image) throws IOException, InterruptedException {
    BitSet blocks = new BitSet();
    String output = Host.run(0, "debugfs", "-R", "blocks <8>", image.toString());
    for (String number : output.substring(output.indexOf('\n')).strip().split("\\s+", -1)) {
      blocks.set(Integer.parseInt(number));
    }
    return blocks;
  }

  private Path copy(Path image, String name) throws IOException {
    return Files.copy(image, folder.resolve(name));
  }

  /** Blocks of random bytes; the third begins with the journal's magic, so it must be escaped. */
  private Path content(int blockSize) throws IOException {
    byte[] content = new byte[64 * blockSize];
    new Random(7).nextBytes(content);
    ByteBuffer.wrap(content).putInt(2 * blockSize, BlockHeader.MAGIC);
    return Files.write(folder.resolve("content"), content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1024 | ^metadata_csum,^64bit | jo",
        "1024 | ^metadata_csum,64bit  | jo",
        "4096 | ^metadata_csum,64bit  | jo",
        "1024 | metadata_csum,^64bit  | jo -c -v 2",
        "1024 | metadata_csum,64bit   | jo -c -v 2",
        "4096 | metadata_csum,64bit   | jo -c -v 3",
        "2048 | metadata_csum,^64bit  | jo -c -v 3",
        "16384 | metadata_csum,64bit  | jo -c -v 3",
      })
  void transactionsOfDebugfsAreReplayedAsE2fsckDoes(int blockSize, String features, String open)
      throws IOException, InterruptedException {
    int megabytes = Math.max(16, 4 * blockSize / 1024);
    Path image =
        Host.makeImage(
            folder.resolve("image"),
            megabytes,
            "-b",
            Integer.toString(blockSize),
            "-J",
            "size=" + Math.max(4, blockSize / 1024),
            "-O",
            features);
    Path content = content(blockSize);
    Path script =
        Files.write(
            folder.resolve("script"),
            List.of(
                open,
                "jw -b 900,901,902,903 " + content,
                "jw -b 901,1010,1011,1012,1013 " + content,
                "jw -r 900,902",
                "jw -b 904,900 " + content,
                "jw -b 700,701,702 -c " + content,
                "jc"));
    Host.run(0, "debugfs", "-w", "-f", script.toString(), image.toString());
    Path replayed = copy(image, "replayed");
    Host.run(1, "e2fsck", "-y", "-E", "journal_only", replayed.toString());
    Outcome outcome = compare(image, replayed, blockSize);
    assertThat(outcome.replay().transactions()).isEqualTo(4);
    assertThat(outcome.replay().revoked()).isEqualTo(2);
    assertThat(outcome.changedBlocks()).isEqualTo(8);
    assertThat(outcome.replay().findings())
        .extracting(Condition::kind)
        .containsExactly(Kind.JOURNAL_REPLAYED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1024 | metadata_csum,64bit   | data=ordered",
        "4096 | metadata_csum,^64bit  | data=ordered",
        "1024 | ^metadata_csum,^64bit | data=journal",
        "4096 | metadata_csum,64bit   | data=journal",
        "1024 | ^metadata_csum,64bit  | journal_checksum",
        "4096 | ^metadata_csum,^64bit | journal_async_commit,data=writeback",
        "1024 | metadata_csum,64bit   | journal_async_commit,data=writeback",
        "1024 | ^extent,^metadata_csum,^64bit,^flex_bg | data=ordered",
      })
  void theSnapshotOfARunningGuestIsReplayedAsTheKernelDoes(
      int blockSize, String features, String options) throws IOException, InterruptedException {
    Host.assumeLoopMounts();
    Path image =
        Host.makeImage(
            folder.resolve("image"),
            32,
            "-b",
            Integer.toString(blockSize),
            "-J",
            "size=" + (blockSize == 1024 ? 1 : 4),
            "-O",
            features,
            "-E",
            "lazy_itable_init=0,lazy_journal_init=0");
    Path snapshot = folder.resolve("snapshot");
    Host.whileMounted(image, options, JournalOracleTest::work, snapshot);

    Path checked = copy(snapshot, "checked");
    Host.run(1, "e2fsck", "-y", "-E", "journal_only", checked.toString());
    Outcome outcome = compare(snapshot, checked, blockSize);
    assertThat(outcome.replay().transactions()).isPositive();
    assertThat(outcome.changedBlocks()).isPositive();

    Path mounted = copy(snapshot, "mounted");
    Host.replayByKernel(mounted);
    compare(snapshot, mounted, blockSize);
  }

  /**
   * Commits often, so that a small log wraps; deletes folders, so that blocks are revoked; writes
   * blocks that begin with the journal's magic, so that they are escaped where data is journalled.
   */
  private static void work(Path root) throws IOException {
    byte[] content = new byte[6000];
    for (int i = 0; i < content.length; i += 1024) {
      ByteBuffer.wrap(content).putInt(i, BlockHeader.MAGIC);
    }
    for (int i = 0; i < 70; i++) {
      Path directory = Files.createDirectory(root.resolve("directory" + i));
      for (int j = 0; j < 12; j++) {
        Files.write(directory.resolve("file" + j), content);
      }
      if (i % 3 == 2) {
        Path doomed = root.resolve("directory" + (i - 1));
        for (int j = 0; j < 12; j++) {
          Files.delete(doomed.resolve("file" + j));
        }
        Files.delete(doomed);
      }
      try (FileChannel file =
          FileChannel.open(directory.resolve("file0"), StandardOpenOption.WRITE)) {
        file.force(true);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f_jnl_32bit",
        "f_jnl_64bit",
        "j_corrupt_descr_tid",
        "j_corrupt_revoke_block",
        "j_corrupt_revoke_csum",
      })
  void theJournalsOfE2fsprogsAreReplayedAsE2fsckDoes(String name)
      throws IOException, InterruptedException {
    Path packed =
        Path.of(System.getProperty("coldmount.root", "."))
            .resolve("../shared/corpus/fuzz-ext/tytso+e2fsprogs/tests/" + name + "/image.zst");
    assumeTrue(Files.exists(packed), "no corpus");
    Host.assumeTools("zstd");
    Path image = folder.resolve("image");
    Host.run(0, "zstd", "-dq", packed.toString(), "-o", image.toString());
    Path replayed = copy(image, "replayed");
    Host.run(12, "e2fsck", "-y", "-E", "journal_only", replayed.toString());
    compare(image, replayed, 1024);
  }

  @Test
  void fastCommitsAreNamed() throws IOException, InterruptedException {
    Host.assumeLoopMounts();
    Path image =
        Host.makeImage(
            folder.resolve("image"), 32, "-b", "1024", "-O", "fast_commit", "-J", "size=4");
    Path snapshot = folder.resolve("snapshot");
    Host.whileMounted(
        image,
        "data=ordered",
        root -> {
          commit(root.resolve("a"));
          Host.run(0, "sync", "-f", root.toString());
          commit(root.resolve("b"));
          commit(root.resolve("c"));
          Files.move(root.resolve("c"), root.resolve("d"));
          commit(root.resolve("a"));
        },
        snapshot);
    String log = Host.run(0, "debugfs", "-R", "logdump -S", snapshot.toString());
    assertThat(log.split("tag TAIL", -1)).hasSize(4);
    Path dump = folder.resolve("journal");
    Host.run(0, "debugfs", "-R", "dump <8> " + dump, snapshot.toString());
    byte[] journal = Files.readAllBytes(dump);
    Replay replay = replay(snapshot, journal);
    assertThat(replay.findings().getLast())
        .isEqualTo(
            new Condition(
                Kind.JOURNAL_PENDING,
                "The journal ends with 3 fast commits behind transaction "
                    + (replay.transactions() + 1)
                    + ", which were not replayed: the last changes to inodes 2, 12, 13, 14 and to"
                    + " their names are not shown."));

    int area = journal.length - 63 * 1024; // of 64 blocks, the first unused
    journal[area + 1024 + 20] ^= 1; // in the second commit
    assertThat(replay(snapshot, journal).findings().getLast().detail())
        .contains("1 fast commit ", "the last changes to inodes 2, 13 and");
    journal[area + 20] ^= 1;
    assertThat(replay(snapshot, journal).findings()).hasSize(1);
  }

  private static Replay replay(Path image, byte[] journal) throws IOException {
    return JournalReplay.replay(
        new MemorySource("volume", Files.readAllBytes(image)),
        new MemorySource("journal", journal.clone()),
        1024);
  }

  private static void commit(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      channel.write(ByteBuffer.allocate(3000));
      channel.force(true);
    }
  }

  @Test
  void aSequenceThatWrapsIsReplayedAsE2fsckDoes() throws IOException, InterruptedException {
    Path image =
        Host.makeImage(
            folder.resolve("image"), 16, "-b", "1024", "-O", "^metadata_csum,^64bit,^extent");
    Path dump = folder.resolve("journal");
    Host.run(0, "debugfs", "-R", "dump <8> " + dump, image.toString());
    int length = (int) (Files.size(dump) / TestJournal.BLOCK);
    TestJournal journal = new TestJournal(length, length - 3, -2, 0, 0);
    journal.descriptor(TestJournal.copy(8000, 1), TestJournal.copy(8001, 2));
    journal.commit(100);
    journal.descriptor(TestJournal.copy(8001, 3), TestJournal.copy(8002, 4));
    journal.commit(101);
    journal.revoke(8002);
    journal.commit(102);
    journal.bytes.putInt(0x28, (int) JournalSuperblock.INCOMPAT_REVOKE);
    write(image, journal);
    Path replayed = copy(image, "replayed");
    Host.run(1, "e2fsck", "-y", "-E", "journal_only", replayed.toString());
    Outcome outcome = compare(image, replayed, TestJournal.BLOCK);
    assertThat(outcome.changedBlocks()).isEqualTo(2);
    assertThat(outcome.replay().transactions()).isEqualTo(3);
  }

  /** Puts {@code journal} into the image's journal, keeping the superblock's UUID and users. */
  private static void write(Path image, TestJournal journal)
      throws IOException, InterruptedException {
    Host.run(0, "debugfs", "-w", "-R", "feature +needs_recovery", image.toString());
    Path old = image.resolveSibling("old");
    Host.run(0, "debugfs", "-R", "dump <8> " + old, image.toString());
    journal.bytes.put(0x30, Files.readAllBytes(old), 0x30, 0x20); // UUID, number of users
    try (FileChannel file = FileChannel.open(image, StandardOpenOption.WRITE)) {
      for (int i = 0; i < journal.length; i++) {
        ByteBuffer content = journal.bytes.slice(i * TestJournal.BLOCK, TestJournal.BLOCK);
        if (content.getInt(4) != 0 || content.getInt(0) != 0) {
          String output = Host.run(0, "debugfs", "-R", "bmap <8> " + i, image.toString());
          long block = Long.parseLong(output.substring(output.indexOf('\n')).strip());
          file.write(content, block * TestJournal.BLOCK);
        }
      }
    }
  }
}
