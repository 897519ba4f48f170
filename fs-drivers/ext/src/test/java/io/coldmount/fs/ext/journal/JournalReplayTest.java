package io.coldmount.fs.ext.journal;

import static io.coldmount.fs.ext.journal.TestJournal.BLOCK;
import static io.coldmount.fs.ext.journal.TestJournal.copy;
import static io.coldmount.fs.ext.journal.TestJournal.filled;
import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import io.coldmount.block.MemorySource;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JournalReplayTest {

  private static final int CSUM_V2 = 0x8;
  private static final int CSUM_V3 = 0x10;
  private static final int ASYNC = 0x4;
  private static final int WIDE = 0x2;

  private final BlockSource volume = new MemorySource("disk / p1", new byte[64 * BLOCK]);

  private Replay replay(TestJournal journal) throws IOException {
    return JournalReplay.replay(volume, journal.source(), BLOCK);
  }

  private static byte[] block(Replay replay, long number) throws IOException {
    return replay.overlaid().bytes(number * BLOCK, BLOCK);
  }

  private static List<Kind> kinds(Replay replay) {
    return replay.findings().stream().map(Condition::kind).toList();
  }

  private static TestJournal journal(int compat, int incompat) {
    return new TestJournal(40, 1, 5, compat, incompat);
  }

  /** Three transactions: 10 and 11 written, then 11 again with 12, then 12 revoked. */
  private static int[] three(TestJournal journal) {
    int first = journal.descriptor(copy(10, 1), copy(11, 2));
    int firstCommit = journal.commit(100);
    int second = journal.descriptor(copy(11, 3), copy(12, 4));
    int secondCommit = journal.commit(101);
    int revoke = journal.revoke(12);
    int thirdCommit = journal.commit(102);
    return new int[] {first, firstCommit, second, secondCommit, revoke, thirdCommit};
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,2", "1,0", "1,2", "0,8", "0,10", "0,16", "0,18", "0,20"})
  void everyTagLayoutIsReplayed(int compat, int incompat) throws IOException {
    TestJournal journal = journal(compat, incompat);
    three(journal);
    Replay replay = replay(journal);
    assertThat(block(replay, 10)).isEqualTo(filled(1));
    assertThat(block(replay, 11)).isEqualTo(filled(3));
    assertThat(block(replay, 12)).isEqualTo(filled(0));
    assertThat(replay.transactions()).isEqualTo(3);
    assertThat(replay.blocks()).isEqualTo(2);
    assertThat(replay.revoked()).isEqualTo(1);
    assertThat(replay.findings())
        .containsExactly(
            new Condition(
                Kind.JOURNAL_REPLAYED,
                "The journal was replayed in memory: transactions 5 to 7 with 2 blocks; the image"
                    + " still holds the state before."));
  }

  @Test
  void anEmptyLogIsTheVolumeItself() throws IOException {
    TestJournal journal = journal(0, 0);
    three(journal);
    journal.bytes.putInt(0x1C, 0);
    Replay replay = replay(journal);
    assertThat(replay.overlaid()).isSameAs(volume);
    assertThat(replay.findings()).isEmpty();
  }

  @Test
  void aTransactionWithoutItsCommitBlockIsNotReplayed() throws IOException {
    TestJournal journal = journal(0, CSUM_V3);
    journal.descriptor(copy(10, 1));
    journal.commit(100);
    journal.descriptor(copy(10, 2), copy(11, 2));
    Replay replay = replay(journal);
    assertThat(block(replay, 10)).isEqualTo(filled(1));
    assertThat(block(replay, 11)).isEqualTo(filled(0));
    assertThat(kinds(replay)).containsExactly(Kind.JOURNAL_REPLAYED);
  }

  @Test
  void aBlockWrittenAgainAfterItsRevocationIsReplayed() throws IOException {
    TestJournal journal = journal(0, 0);
    journal.descriptor(copy(10, 1));
    journal.revoke(10);
    journal.commit(100);
    journal.descriptor(copy(10, 2));
    journal.commit(100);
    Replay replay = replay(journal);
    assertThat(block(replay, 10)).isEqualTo(filled(2));
    assertThat(replay.revoked()).isEqualTo(1);
  }

  @Test
  void aLogThatWrapsIsFollowed() throws IOException {
    TestJournal journal = new TestJournal(16, 13, 5, 0, CSUM_V3);
    three(journal);
    Replay replay = replay(journal);
    assertThat(replay.transactions()).isEqualTo(3);
    assertThat(block(replay, 11)).isEqualTo(filled(3));
    assertThat(replay.overlaid().extent(10 * BLOCK, 2 * BLOCK).stored())
        .isEqualTo(new Extent.Storage("journal", "", 14 * BLOCK, false));
  }

  @Test
  void sequenceNumbersWrap() throws IOException {
    TestJournal journal = new TestJournal(40, 1, -2, 0, CSUM_V3);
    three(journal);
    Replay replay = replay(journal);
    assertThat(replay.transactions()).isEqualTo(3);
    assertThat(block(replay, 12)).isEqualTo(filled(0));
    assertThat(replay.findings().getFirst().detail())
        .startsWith("The journal was replayed in memory: transactions 4294967294 to 0 ");
  }

  @Test
  void anEscapedBlockGetsItsMagicBack() throws IOException {
    byte[] content = filled(9);
    ByteBuffer.wrap(content).putInt(0, BlockHeader.MAGIC);
    TestJournal journal = journal(0, CSUM_V3);
    journal.descriptor(new TestJournal.Copy(10, ByteBuffer.wrap(content)), copy(11, 7));
    journal.commit(100);
    BlockSource overlaid = replay(journal).overlaid();
    assertThat(overlaid.bytes(10 * BLOCK, BLOCK)).isEqualTo(content);
    for (int from = 0; from < 8; from++) {
      for (int count = 1; count < 8; count++) {
        assertThat(overlaid.bytes(10 * BLOCK + from, count))
            .isEqualTo(java.util.Arrays.copyOfRange(content, from, from + count));
      }
    }
    Extent extent = overlaid.extent(10 * BLOCK, 4 * BLOCK);
    assertThat(extent.length()).isEqualTo(BLOCK);
    assertThat(extent.stored()).isNotNull().extracting(Extent.Storage::packed).isEqualTo(true);
  }

  @Test
  void oneReadSpansUntouchedAndReplayedBlocks() throws IOException {
    byte[] below = new byte[64 * BLOCK];
    for (int i = 0; i < below.length; i++) {
      below[i] = (byte) (i / BLOCK);
    }
    TestJournal journal = journal(0, 0);
    journal.descriptor(copy(3, 100), copy(4, 101), copy(6, 102), copy(63, 103));
    journal.commit(100);
    var base = new MemorySource("disk", below);
    BlockSource overlaid = JournalReplay.replay(base, journal.source(), BLOCK).overlaid();
    byte[] expected = below.clone();
    for (int i = 0; i < BLOCK; i++) {
      expected[3 * BLOCK + i] = 100;
      expected[4 * BLOCK + i] = 101;
      expected[6 * BLOCK + i] = 102;
      expected[63 * BLOCK + i] = 103;
    }
    assertThat(overlaid.bytes(0, below.length)).isEqualTo(expected);
    assertThat(overlaid.bytes(3500, 5000))
        .isEqualTo(java.util.Arrays.copyOfRange(expected, 3500, 8500));
    assertThat(overlaid.extent(0, 64 * BLOCK).length()).isEqualTo(3 * BLOCK);
    assertThat(overlaid.extent(3 * BLOCK, 64 * BLOCK - 3 * BLOCK).length()).isEqualTo(2 * BLOCK);
    assertThat(overlaid.extent(7 * BLOCK, 57 * BLOCK).stored())
        .isEqualTo(new Extent.Storage("disk", "", 7 * BLOCK, false));
    assertThat(overlaid.name()).isEqualTo("disk");
  }

  @ParameterizedTest
  @CsvSource({
    "0, the checksum of the descriptor block at block 1",
    "1, the checksum of the commit block at block 4",
    "2, the checksum of the descriptor block at block 5",
    "3, the checksum of the commit block at block 8",
    "4, the checksum of the revoke block at block 9",
    "5, the checksum of the commit block at block 10",
  })
  void aWrongChecksumEndsTheLog(int which, String what) throws IOException {
    for (int version : new int[] {CSUM_V2, CSUM_V3, CSUM_V3 | WIDE}) {
      TestJournal journal = journal(0, version);
      int at = three(journal)[which] + 200;
      journal.bytes.put(at, (byte) (journal.bytes.get(at) ^ 1));
      Replay replay = replay(journal);
      int damaged = 5 + which / 2;
      assertThat(replay.transactions()).isEqualTo(damaged - 5);
      assertThat(replay.findings().getLast())
          .isEqualTo(
              new Condition(
                  Kind.JOURNAL_DAMAGED,
                  "The journal's transaction "
                      + damaged
                      + " is damaged ("
                      + what
                      + " of the journal is wrong), so neither it nor any after it was replayed:"
                      + " what the guest changed last is missing or half done."));
      byte[] twelve = filled(damaged == 7 ? 4 : 0); // not revoked, for that record is not believed
      assertThat(block(replay, 12)).isEqualTo(twelve);
    }
  }

  @Test
  void aTransactionLeftFromAnEarlierTurnEndsTheLogWithoutFault() throws IOException {
    TestJournal journal = journal(0, CSUM_V3);
    journal.descriptor(copy(10, 1));
    journal.commit(100);
    int at = journal.descriptor(copy(10, 2));
    journal.commit(99);
    journal.bytes.put(at + 300, (byte) 1);
    Replay replay = replay(journal);
    assertThat(replay.transactions()).isEqualTo(1);
    assertThat(kinds(replay)).containsExactly(Kind.JOURNAL_REPLAYED);
  }

  @Test
  void aDataBlockWithAWrongChecksumIsLeftOut() throws IOException {
    for (int version : new int[] {CSUM_V2, CSUM_V3 | WIDE}) {
      TestJournal journal = journal(0, version);
      int at = three(journal)[2];
      journal.bytes.put(at + BLOCK + 5, (byte) 99); // the copy of block 11
      Replay replay = replay(journal);
      assertThat(replay.transactions()).isEqualTo(3);
      assertThat(block(replay, 11)).isEqualTo(filled(2));
      assertThat(replay.findings().getLast())
          .isEqualTo(
              new Condition(
                  Kind.JOURNAL_DAMAGED,
                  "The journal's copies of block 11 have a wrong checksum and were left out: these"
                      + " blocks show an earlier state."));
    }
  }

  @Test
  void aTransactionChecksumOfVersionOneEndsTheLog() throws IOException {
    TestJournal journal = journal(1, 0);
    int at = three(journal)[2];
    journal.bytes.put(at + BLOCK + 5, (byte) 99);
    Replay replay = replay(journal);
    assertThat(replay.transactions()).isEqualTo(1);
    assertThat(kinds(replay)).containsExactly(Kind.JOURNAL_REPLAYED, Kind.JOURNAL_DAMAGED);
  }

  @Test
  void anAsynchronousCommitThatOvertookItsBlocksIsAnInterruption() throws IOException {
    TestJournal journal = journal(1, ASYNC);
    journal.descriptor(copy(10, 1));
    journal.commit(100);
    int at = journal.descriptor(copy(10, 2));
    journal.commit(101);
    journal.bytes.put(at + BLOCK, (byte) 99);
    assertThat(kinds(replay(journal))).containsExactly(Kind.JOURNAL_REPLAYED);

    journal.descriptor(copy(10, 3));
    journal.commit(102);
    Replay replay = replay(journal);
    assertThat(replay.transactions()).isEqualTo(1);
    assertThat(kinds(replay)).containsExactly(Kind.JOURNAL_REPLAYED, Kind.JOURNAL_DAMAGED);
  }

  @Test
  void aBlockOutsideTheVolumeIsLeftOut() throws IOException {
    TestJournal journal = journal(0, WIDE);
    journal.descriptor(copy(64, 1), copy(-1, 2), copy(1L << 62, 2), copy(63, 3));
    journal.revoke(-1);
    journal.commit(100);
    Replay replay = replay(journal);
    assertThat(replay.blocks()).isEqualTo(1);
    assertThat(replay.findings().getLast().detail())
        .isEqualTo(
            "The journal holds copies of blocks 64, 18446744073709551615, 4611686018427387904,"
                + " which lie outside the volume; they were left out.");
  }

  @Test
  void aRevokeBlockThatClaimsTooMuchEndsTheLog() throws IOException {
    TestJournal journal = journal(0, 0);
    int at = three(journal)[4];
    journal.bytes.putInt(at + 12, BLOCK + 1);
    Replay replay = replay(journal);
    assertThat(replay.transactions()).isEqualTo(2);
    assertThat(replay.findings().getLast().detail())
        .contains("transaction 7 is damaged (the size 1025 of the revoke block at block 9");
  }

  @Test
  void aLogWithoutACommitBlockGoesAroundOnce() throws IOException {
    TestJournal journal = TestJournal.plain(10);
    for (int i = 0; i < 9; i++) {
      journal.revoke(3);
    }
    Replay replay = replay(journal);
    assertThat(replay.transactions()).isZero();
    assertThat(replay.overlaid()).isSameAs(volume);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 1 | journal superblock magic at offset 0 is wrong: found 1 (0x1)",
        "4 | 5 | h_blocktype at offset 4 is wrong: found 5 (0x5)",
        "12 | 4096 | s_blocksize of the journal at offset 12 is wrong: found 4096 (0x1000)",
        "16 | 41 | s_maxlen of the journal at offset 16 is wrong: found 41 (0x29)",
        "20 | 0 | s_first of the journal at offset 20 is wrong: found 0 (0x0)",
        "20 | 40 | s_first of the journal at offset 20 is wrong: found 40 (0x28)",
        "28 | 40 | s_start of the journal at offset 28 is wrong: found 40 (0x28)",
        "40 | 24 | s_feature_incompat of the journal, which names two versions of checksums, at"
            + " offset 40 is wrong: found 24 (0x18)",
        "40 | 32 | s_num_fc_blks of the journal at offset 84 is wrong: found 0 (0x0)",
      })
  void aSuperblockWithOneWrongFieldIsDamage(int offset, int value, String problem)
      throws IOException {
    TestJournal journal = journal(0, 0);
    three(journal);
    journal.bytes.putInt(offset, value);
    journal.sealSuperblock();
    Replay replay = replay(journal);
    assertThat(replay.overlaid()).isSameAs(volume);
    assertThat(replay.findings())
        .containsExactly(
            new Condition(
                Kind.JOURNAL_DAMAGED,
                "The journal wants recovery and was not replayed, so files may be as they were"
                    + " mid-write: journal: "
                    + problem
                    + "."));
  }

  @Test
  void aSuperblockWithAWrongChecksumIsDamage() throws IOException {
    TestJournal journal = journal(0, CSUM_V3);
    three(journal);
    journal.bytes.put(0x3FF, (byte) 1);
    assertThat(replay(journal).findings().getFirst().detail())
        .contains("the checksum of the journal superblock at offset 252 is wrong");
  }

  @ParameterizedTest
  @CsvSource({
    "40, 64, the incompatible journal feature 0x40 is not supported",
    "44, 1, the read-only compatible journal feature 0x1 is not supported",
  })
  void anUnknownFeatureIsNamed(int offset, int value, String problem) throws IOException {
    TestJournal journal = journal(0, 0);
    three(journal);
    journal.bytes.putInt(offset, value);
    Replay replay = replay(journal);
    assertThat(kinds(replay)).containsExactly(Kind.JOURNAL_PENDING);
    assertThat(replay.findings().getFirst().detail()).endsWith(problem + ".");
  }

  @Test
  void aJournalOfAnotherChecksumIsNamed() throws IOException {
    TestJournal journal = journal(0, CSUM_V3);
    journal.bytes.put(0x50, (byte) 2);
    assertThat(replay(journal).findings().getFirst().detail())
        .endsWith("the journal's checksum type 2 (only CRC-32C is) is not supported.");
  }

  @Test
  void aJournalShorterThanItsSuperblockIsDamage() throws IOException {
    var journal = new MemorySource("journal", new byte[100]);
    Replay replay = JournalReplay.replay(volume, journal, BLOCK);
    assertThat(kinds(replay)).containsExactly(Kind.JOURNAL_DAMAGED);
  }
}
