package io.coldmount.fs.ext.journal;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coldmount.block.BlockSource;
import io.coldmount.block.MemorySource;
import java.io.IOException;
import java.nio.ByteBuffer;

final class JournalReplayFuzzTest {

  private static final int[] FEATURES = {0, 2, 4, 8, 10, 16, 18, 20, 22};

  /** Changes bytes of a journal of three transactions; whatever comes, the overlay can be read. */
  @FuzzTest
  void aChangedJournalGivesAnOverlayOrAFinding(FuzzedDataProvider data) throws IOException {
    TestJournal journal =
        new TestJournal(24, data.consumeInt(1, 23), data.consumeInt(), 0, data.pickValue(FEATURES));
    journal.descriptor(TestJournal.copy(10, 1), TestJournal.copy(11, 2));
    journal.commit(100);
    journal.revoke(10, 12);
    journal.descriptor(TestJournal.copy(11, 3), TestJournal.copy(12, 4));
    journal.commit(101);
    while (data.remainingBytes() > 4) {
      int at = data.consumeInt(0, journal.bytes.capacity() - 1);
      journal.bytes.put(at, data.consumeByte());
      if (data.consumeBoolean()) {
        journal.sealSuperblock();
      }
      if (data.consumeBoolean()) {
        journal.sealTail(at / TestJournal.BLOCK * TestJournal.BLOCK);
      }
    }
    BlockSource volume = new MemorySource("volume", new byte[32 * TestJournal.BLOCK]);
    Replay replay = JournalReplay.replay(volume, journal.source(), TestJournal.BLOCK);
    replay.overlaid().read(0, ByteBuffer.allocate((int) volume.size()));
    for (long at = 0; at < volume.size(); ) {
      at += replay.overlaid().extent(at, volume.size() - at).length();
    }
  }
}
