package io.coldmount.fs.ext.journal;

import java.nio.ByteBuffer;

/**
 * The CRC-32 of version 1, over the descriptor and data blocks of a transaction: polynomial
 * 0x04C11DB7, highest bit first, beginning with all ones, not inverted ({@code crc32_be} of the
 * kernel).
 */
final class TransactionChecksum {

  private static final int[] TABLE = table();

  private int crc = -1;

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int value = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        value = (value << 1) ^ (value < 0 ? 0x04C11DB7 : 0);
      }
      table[i] = value;
    }
    return table;
  }

  void add(ByteBuffer bytes) {
    int value = crc;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      value = (value << 8) ^ TABLE[(value >>> 24) ^ (bytes.get(i) & 0xFF)];
    }
    crc = value;
  }

  int value() {
    return crc;
  }

  void restart() {
    crc = -1;
  }
}
