package io.coldmount.mountd.os.hive;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes transaction logs that turn one hive into another. */
@SuppressWarnings("ByteBufferBackingArray") // all buffers are allocated here
final class TestLog {

  private static final int PAGE = 4096;

  private TestLog() {}

  /** A log of Windows 8.1 with one entry that holds each page of {@code after} as a reference. */
  static byte[] modern(byte[] after, int sequence) throws CorruptException {
    int binsSize = after.length - BaseBlock.SIZE;
    int pages = binsSize / PAGE;
    int size = (LogEntry.HEADER + 8 * pages + binsSize + 511) / 512 * 512;
    ByteBuffer entry = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    entry.put("HvLE".getBytes(StandardCharsets.US_ASCII)).putInt(size).putInt(0).putInt(sequence);
    entry.putInt(binsSize).putInt(pages).position(LogEntry.HEADER);
    for (int i = 0; i < pages; i++) {
      entry.putInt(i * PAGE).putInt(PAGE);
    }
    entry.put(after, BaseBlock.SIZE, binsSize);
    sign(entry);
    int root = ByteBuffer.wrap(after).order(ByteOrder.LITTLE_ENDIAN).getInt(36);
    return join(TestHive.base(root, binsSize, sequence, sequence, 6), entry.array());
  }

  /** Makes the hashes of an entry right. */
  static void sign(ByteBuffer entry) throws CorruptException {
    ByteView view = new ByteView("entry", 0, entry.array());
    entry.putLong(24, Marvin32.of(view, LogEntry.HEADER, entry.capacity() - LogEntry.HEADER));
    entry.putLong(32, Marvin32.of(view, 0, 32));
  }

  /** A log of Windows 7 with the sectors of {@code after} that differ from {@code before}. */
  static byte[] old(byte[] before, byte[] after, int sequence) {
    int binsSize = after.length - BaseBlock.SIZE;
    int length = DirtyVector.length(binsSize);
    ByteBuffer vector = ByteBuffer.allocate((length + 511) / 512 * 512);
    vector.put("DIRT".getBytes(StandardCharsets.US_ASCII));
    byte[] pages = new byte[0];
    for (int sector = 0; sector < binsSize / 512; sector++) {
      int from = BaseBlock.SIZE + sector * 512;
      if (from >= before.length
          || !Arrays.equals(before, from, from + 512, after, from, from + 512)) {
        int at = 4 + sector / 8;
        vector.put(at, (byte) (vector.get(at) | 1 << sector % 8));
        pages = join(pages, Arrays.copyOfRange(after, from, from + 512));
      }
    }
    int root = ByteBuffer.wrap(after).order(ByteOrder.LITTLE_ENDIAN).getInt(36);
    return join(join(TestHive.base(root, binsSize, sequence, sequence, 1), vector.array()), pages);
  }

  static byte[] join(byte[] one, byte[] other) {
    byte[] joined = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, joined, one.length, other.length);
    return joined;
  }
}
