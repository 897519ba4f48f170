package io.coldmount.fs.ext.journal;

import io.coldmount.block.BlockSource;
import io.coldmount.block.MemorySource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Writes journals of any kind, one log block after the other, for tests. */
final class TestJournal {

  static final int BLOCK = 1024;

  final ByteBuffer bytes;
  final int length;
  private final int compat;
  private final int incompat;
  private int position;
  private int transactionChecksum = -1;
  int sequence;

  TestJournal(int length, int start, int sequence, int compat, int incompat) {
    this.length = length;
    this.compat = compat;
    this.incompat = incompat;
    this.position = start;
    this.sequence = sequence;
    this.bytes = ByteBuffer.allocate(length * BLOCK);
    header(0, BlockHeader.SUPERBLOCK_V2, 0);
    bytes.putInt(0x0C, BLOCK).putInt(0x10, length).putInt(0x14, 1);
    bytes.putInt(0x18, sequence).putInt(0x1C, start);
    bytes.putInt(0x24, compat).putInt(0x28, incompat);
    for (int i = 0; i < 16; i++) {
      bytes.put(0x30 + i, (byte) (i * 7 + 1));
    }
    bytes.put(0x50, (byte) 4);
    sealSuperblock();
  }

  static TestJournal plain(int length) {
    return new TestJournal(length, 1, 5, 0, 0);
  }

  void sealSuperblock() {
    bytes.putInt(0xFC, 0);
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, 1024);
    bytes.putInt(0xFC, ~(int) crc.getValue());
  }

  BlockSource source() {
    return new MemorySource("journal", bytes.array());
  }

  private boolean has(long feature) {
    return (incompat & feature) != 0;
  }

  private boolean v3() {
    return has(JournalSuperblock.INCOMPAT_CSUM_V3);
  }

  private boolean perBlock() {
    return v3() || has(JournalSuperblock.INCOMPAT_CSUM_V2);
  }

  private int end() {
    return has(JournalSuperblock.INCOMPAT_FAST_COMMIT) ? length - 256 : length;
  }

  /** The place of the next log block, which then is the one after it. */
  private int take() {
    int at = position * BLOCK;
    position++;
    if (position == end()) {
      position = 1;
    }
    return at;
  }

  private void header(int at, int type, int transaction) {
    bytes.putInt(at, BlockHeader.MAGIC).putInt(at + 4, type).putInt(at + 8, transaction);
  }

  private int seeded(int at, int... before) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0x30, 16);
    for (int value : before) {
      crc.update(ByteBuffer.allocate(4).putInt(value).flip());
    }
    crc.update(bytes.array(), at, BLOCK);
    return ~(int) crc.getValue();
  }

  /** The content of a data block in tests. */
  static byte[] filled(int fill) {
    byte[] content = new byte[BLOCK];
    Arrays.fill(content, (byte) fill);
    return content;
  }

  /** One tag and its data block. */
  record Copy(long block, ByteBuffer content) {}

  static Copy copy(long block, int fill) {
    return new Copy(block, ByteBuffer.wrap(filled(fill)));
  }

  /** Returns the offset of the descriptor block. */
  int descriptor(Copy... copies) {
    int at = take();
    header(at, BlockHeader.DESCRIPTOR, sequence);
    int[] data = new int[copies.length];
    int tag = at + 12;
    for (int i = 0; i < copies.length; i++) {
      int flags = (i > 0 ? 2 : 0) | (i == copies.length - 1 ? 8 : 0);
      data[i] = take();
      byte[] content = copies[i].content().array().clone();
      if (ByteBuffer.wrap(content).getInt(0) == BlockHeader.MAGIC) {
        flags |= 1;
        ByteBuffer.wrap(content).putInt(0, 0);
      }
      bytes.put(data[i], content);
      int checksum = seeded(data[i], sequence);
      bytes.putInt(tag, (int) copies[i].block());
      if (v3()) {
        bytes.putInt(tag + 4, flags).putInt(tag + 12, checksum);
      } else {
        bytes.putShort(tag + 6, (short) flags);
        if (perBlock()) {
          bytes.putShort(tag + 4, (short) checksum);
        }
      }
      if (has(JournalSuperblock.INCOMPAT_64BIT)) {
        bytes.putInt(tag + 8, (int) (copies[i].block() >>> 32));
      }
      int size =
          (v3() ? 16 : has(JournalSuperblock.INCOMPAT_64BIT) ? 12 : 8)
              + (has(JournalSuperblock.INCOMPAT_CSUM_V2) ? 2 : 0);
      tag += size + (i == 0 ? 16 : 0);
    }
    sealTail(at);
    addToTransaction(at);
    for (int block : data) {
      addToTransaction(block);
    }
    return at;
  }

  void sealTail(int at) {
    if (perBlock()) {
      bytes.putInt(at + BLOCK - 4, 0);
      bytes.putInt(at + BLOCK - 4, seeded(at));
    }
  }

  private void addToTransaction(int at) {
    for (int i = 0; i < BLOCK; i++) {
      transactionChecksum ^= bytes.get(at + i) << 24;
      for (int bit = 0; bit < 8; bit++) {
        transactionChecksum =
            (transactionChecksum << 1) ^ (transactionChecksum < 0 ? 0x04C11DB7 : 0);
      }
    }
  }

  /** Returns the offset of the revoke block. */
  int revoke(long... blocks) {
    int at = take();
    boolean wide = has(JournalSuperblock.INCOMPAT_64BIT);
    int size = wide ? 8 : 4;
    header(at, BlockHeader.REVOKE, sequence);
    bytes.putInt(at + 12, 16 + size * blocks.length);
    for (int i = 0; i < blocks.length; i++) {
      if (wide) {
        bytes.putLong(at + 16 + 8 * i, blocks[i]);
      } else {
        bytes.putInt(at + 16 + 4 * i, (int) blocks[i]);
      }
    }
    sealTail(at);
    return at;
  }

  /** Completes the transaction; returns the offset of its commit block. */
  int commit(long seconds) {
    int at = take();
    header(at, BlockHeader.COMMIT, sequence);
    bytes.putLong(at + 0x30, seconds);
    if (compat == JournalSuperblock.COMPAT_CHECKSUM) {
      bytes.put(at + 12, (byte) 1).put(at + 13, (byte) 4).putInt(at + 16, transactionChecksum);
    }
    if (perBlock()) {
      bytes.putInt(at + 16, seeded(at));
    }
    transactionChecksum = -1;
    sequence++;
    return at;
  }
}
