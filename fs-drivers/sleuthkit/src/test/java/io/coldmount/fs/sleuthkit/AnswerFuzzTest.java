package io.coldmount.fs.sleuthkit;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Answers of a process that an image has taken over: at worst they end too early. */
final class AnswerFuzzTest {

  private interface Parse {
    void parse(ByteBuffer answer);
  }

  private static void attempt(byte[] bytes, Parse parse) {
    try {
      parse.parse(ByteBuffer.wrap(bytes));
    } catch (BufferUnderflowException e) {
      // the one thing that its readers expect
    }
  }

  @FuzzTest
  void anAnswerIsTakenApartOrEndsTooEarly(FuzzedDataProvider data) {
    int blockSize = data.consumeInt(1, Integer.MAX_VALUE);
    byte[] bytes = data.consumeRemainingAsBytes();
    TskVolumeInfo volume = new TskVolumeInfo("", "", "ext4", 2, 9, 9, 9, blockSize, true);
    attempt(bytes, TskVolumeInfo::parse);
    attempt(bytes, answer -> Listed.parse(answer, blockSize));
    attempt(bytes, answer -> Details.parse(answer, blockSize));
    attempt(bytes, answer -> Runs.parse(answer, volume));
  }
}
