package io.coldmount.mountd.os.hive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.BlockSource;
import io.coldmount.block.MemorySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // a key that is missing fails the test
final class RecoveryTest {

  private static final TestHive BEFORE = hive("first", 8192);
  private static final TestHive AFTER = hive("after", 8192);
  private static final TestHive LATER = hive("later", 16384);

  private static TestHive hive(String state, int size) {
    return new TestHive(
        TestHive.Key.of(
            "root",
            List.of(TestHive.Value.text("state", state)),
            TestHive.Key.of("sub", List.of())),
        size);
  }

  /** The hive before, whose writer did not come to its end. */
  private static byte[] dirty() {
    return BEFORE.with(4, 4, 8);
  }

  private static Hive open(byte[] hive, byte[]... logs) throws IOException {
    List<BlockSource> sources =
        Arrays.stream(logs).map(log -> (BlockSource) new MemorySource("HIVE.LOG", log)).toList();
    return Hive.open(TestHive.source(hive), sources);
  }

  private static String state(Hive hive) throws IOException {
    assertThat(hive.find("sub")).isNotNull();
    return hive.root().text("state");
  }

  @Test
  void aCleanHiveIgnoresItsLogs() throws IOException {
    Hive hive = open(BEFORE.bytes(), TestLog.modern(AFTER.bytes(), 7));
    assertThat(state(hive)).isEqualTo("first");
    assertThat(hive.conditions()).isEmpty();
  }

  @Test
  void aDirtyHiveWithoutLogsIsReadAsItIs() throws IOException {
    Hive hive = open(dirty(), new byte[0]);
    assertThat(state(hive)).isEqualTo("first");
    assertThat(hive.conditions())
        .containsExactly(
            "The hive was not written to its end, and no transaction log could be applied: values"
                + " may be missing or old.");
  }

  @Test
  void aLogOfWindows81IsApplied() throws IOException {
    Hive hive = open(dirty(), TestLog.modern(AFTER.bytes(), 7));
    assertThat(state(hive)).isEqualTo("after");
    assertThat(hive.conditions())
        .containsExactly(
            "The hive was not written to its end: 1 entry of its transaction logs were applied in"
                + " memory.");
  }

  @Test
  void twoLogsAreAppliedInTheOrderOfTheirEntriesAndMakeTheHiveGrow() throws IOException {
    byte[] second = TestLog.modern(LATER.bytes(), 8);
    byte[] first = TestLog.modern(AFTER.bytes(), 7);
    assertThat(state(open(dirty(), second, first))).isEqualTo("later");
  }

  @Test
  void aLogThatDoesNotFollowIsNotApplied() throws IOException {
    byte[] second = TestLog.modern(LATER.bytes(), 9);
    byte[] first = TestLog.modern(AFTER.bytes(), 7);
    assertThat(state(open(dirty(), first, second))).isEqualTo("after");
  }

  @Test
  void entriesThatTheHiveHasAlreadyAreNotApplied() throws IOException {
    assertThat(state(open(dirty(), TestLog.modern(AFTER.bytes(), 6)))).isEqualTo("first");
  }

  @Test
  void anEntryWithAWrongHashEndsTheLog() throws IOException {
    byte[] log = TestLog.modern(AFTER.bytes(), 7);
    log[log.length - 1] ^= 1;
    Hive hive = open(dirty(), log);
    assertThat(state(hive)).isEqualTo("first");
    assertThat(hive.conditions())
        .anyMatch(line -> line.contains("the first hash of a log entry at offset 536 is wrong"));
  }

  @Test
  void anEntryOfAnImpossibleSizeEndsTheLog() throws IOException {
    byte[] log = TestLog.modern(AFTER.bytes(), 7);
    log[512 + 7] = 0x7F;
    assertThat(open(dirty(), log).conditions())
        .anyMatch(line -> line.contains("the size of a log entry at offset 516 is wrong"));
  }

  @Test
  void aPageOutsideTheHiveEndsTheLog() throws IOException {
    byte[] log = TestLog.modern(AFTER.bytes(), 7);
    ByteBuffer entry = ByteBuffer.allocate(log.length - 512).order(ByteOrder.LITTLE_ENDIAN);
    entry.put(log, 512, entry.capacity()).putInt(40, 0x7FFF_F000);
    TestLog.sign(entry);
    byte[] changed = TestLog.join(Arrays.copyOf(log, 512), entry.array());
    assertThat(open(dirty(), changed).conditions())
        .anyMatch(line -> line.contains("the offset of a dirty page at offset 552 is wrong"));
  }

  @Test
  void aLogOfWindows7IsApplied() throws IOException {
    Hive hive = open(dirty(), TestLog.old(BEFORE.bytes(), AFTER.bytes(), 7));
    assertThat(state(hive)).isEqualTo("after");
    assertThat(hive.conditions())
        .containsExactly(
            "The hive was not written to its end: the transaction log HIVE.LOG was applied in"
                + " memory.");
  }

  @Test
  void aLogOfAnotherStateIsLeftAside() throws IOException {
    byte[] log = TestLog.old(BEFORE.bytes(), AFTER.bytes(), 7);
    log[12] ^= 1;
    ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN).putInt(508, TestHive.checksum(log));
    Hive hive = open(dirty(), log);
    assertThat(state(hive)).isEqualTo("first");
    assertThat(hive.conditions()).anyMatch(line -> line.contains("belongs to another state"));
  }

  @Test
  void aLogThatEndsBeforeItsSectorsIsLeftAside() throws IOException {
    byte[] log = TestLog.old(BEFORE.bytes(), AFTER.bytes(), 7);
    Hive hive = open(dirty(), Arrays.copyOf(log, log.length - 512));
    assertThat(state(hive)).isEqualTo("first");
    assertThat(hive.conditions()).anyMatch(line -> line.contains("the log ends before the"));
  }

  @Test
  void aLogThatWasNotWrittenToItsEndIsLeftAside() throws IOException {
    byte[] log = TestLog.modern(AFTER.bytes(), 7);
    log[4] ^= 1;
    ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN).putInt(508, TestHive.checksum(log));
    assertThat(open(dirty(), log).conditions()).anyMatch(line -> line.contains("is not whole"));
  }

  @Test
  void aLostHeaderComesFromTheNewestLog() throws IOException {
    byte[] lost = BEFORE.bytes();
    lost[36] ^= 0x10;
    byte[] first = TestLog.modern(AFTER.bytes(), 7);
    assertThat(state(open(lost, first, TestLog.modern(LATER.bytes(), 8)))).isEqualTo("later");
    assertThatThrownBy(() -> open(lost)).hasMessageContaining("the checksum of a registry hive");
  }
}
