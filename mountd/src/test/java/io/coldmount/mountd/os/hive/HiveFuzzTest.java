package io.coldmount.mountd.os.hive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coldmount.block.ImageException;
import io.coldmount.block.MemorySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Changed bytes of a hive and its logs give keys or an error of the image, in bounded time. */
final class HiveFuzzTest {

  private static final byte[] BEFORE = hive("before").with(4, 4, 8);
  private static final byte[] AFTER = hive("after").bytes();

  private static TestHive hive(String state) {
    return new TestHive(
        TestHive.Key.of(
            "root",
            List.of(TestHive.Value.text("state", state)),
            new TestHive.Key(
                "sub",
                "ri",
                List.of(new TestHive.Value("big", 3, new byte[20_000])),
                List.of(TestHive.Key.of("a", List.of()), TestHive.Key.of("b", List.of())))),
        32 * 1024);
  }

  /** Every four bytes of {@code changes} are where (2) and what (2) to change. */
  @FuzzTest
  void changesOfAHiveAreFoundOut(byte[] changes) throws IOException {
    byte[] hive = changed(BEFORE, changes, 0);
    ByteBuffer.wrap(hive).order(ByteOrder.LITTLE_ENDIAN).putInt(508, TestHive.checksum(hive));
    walk(hive, TestLog.modern(AFTER, 7));
    walk(hive, new byte[0]);
  }

  /** The same for the logs, whose hashes are made right again. */
  @FuzzTest
  void changesOfALogAreFoundOut(byte[] changes) throws IOException {
    byte[] log = changed(TestLog.modern(AFTER, 7), changes, 512);
    ByteBuffer entry = ByteBuffer.allocate(log.length - 512).order(ByteOrder.LITTLE_ENDIAN);
    TestLog.sign(entry.put(log, 512, entry.capacity()));
    walk(BEFORE, TestLog.join(Arrays.copyOf(log, 512), entry.array()));
    walk(BEFORE, changed(TestLog.old(BEFORE, AFTER, 7), changes, 512));
  }

  private static byte[] changed(byte[] original, byte[] changes, int from) {
    byte[] bytes = original.clone();
    ByteBuffer b = ByteBuffer.wrap(changes);
    while (b.remaining() >= 4) {
      int at = from + (b.getShort() & 0xFFFF) % (bytes.length - from - 1);
      bytes[at] = b.get();
      bytes[at + 1] = b.get();
    }
    return bytes;
  }

  private static void walk(byte[] hive, byte[] log) throws IOException {
    try {
      Hive open = Hive.open(TestHive.source(hive), List.of(new MemorySource("LOG", log)));
      HiveText.of(open);
    } catch (ImageException e) {
      if (e.getMessage() == null || e.getMessage().isEmpty()) {
        throw new AssertionError("an error without a sentence", e);
      }
    }
  }
}
