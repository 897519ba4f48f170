package io.coldmount.fs.ntfs;

import io.coldmount.block.CorruptException;

/**
 * XPRESS with Huffman codes. Format: [MS-XCA] sections 2.1 and 2.2; a chunk of WOF is one block,
 * with 256 bytes of code lengths before it.
 */
final class Xpress extends ChunkDecoder {

  private static final int SYMBOLS = 512;
  private static final int LENGTHS = SYMBOLS / 2;
  private static final int TABLE_BITS = 11;
  private static final int MINIMUM_MATCH = 3;

  private final HuffmanTable table = new HuffmanTable(SYMBOLS, TABLE_BITS);
  private final byte[] lengths = new byte[SYMBOLS];

  Xpress(String source, int chunkSize) {
    super(source, "XPRESS", chunkSize);
  }

  @Override
  void run(int size) throws CorruptException {
    if (inEnd - next < LENGTHS) {
      throw corrupt("it has " + (inEnd - next) + " bytes, fewer than its code lengths take");
    }
    for (int i = 0; i < LENGTHS; i++) {
      int two = in[next + i];
      lengths[2 * i] = (byte) (two & 0x0F);
      lengths[2 * i + 1] = (byte) ((two >> 4) & 0x0F);
    }
    next += LENGTHS;
    if (!table.build(lengths, SYMBOLS)) {
      throw corrupt("its code lengths fit no code");
    }
    decodeSymbols(size);
    finish();
  }

  /** Ends because each round makes a byte at least. */
  private void decodeSymbols(int size) throws CorruptException {
    byte[] out = this.out;
    int to = 0;
    while (to < size) {
      refillWide();
      // Of 48 bits, two literals and a match's code of 15 bits each can be had, and one of them
      // more if they were short; a match needs 16 bits behind its code.
      int symbol = symbol(table, TABLE_BITS);
      if (symbol < 256) {
        out[to++] = (byte) symbol;
        if (to == size) {
          break;
        }
        symbol = symbol(table, TABLE_BITS);
        if (symbol < 256) {
          out[to++] = (byte) symbol;
          if (to == size || left < 31) {
            continue;
          }
          symbol = symbol(table, TABLE_BITS);
          if (symbol < 256) {
            out[to++] = (byte) symbol;
            continue;
          }
        }
      }
      to = match(symbol, to, size);
    }
  }

  private int match(int symbol, int to, int size) throws CorruptException {
    int length = symbol & 0x0F;
    int offsetBits = (symbol >> 4) & 0x0F;
    // The length's bytes stand behind the words that a decoder holds here which takes them when
    // fewer than 16 bits are left; with more at hand, what is ahead is given back.
    int held = 16 + (left & 15);
    int distance = (1 << offsetBits) | take(offsetBits);
    if (length == 0x0F) {
      length = longLength(held - offsetBits);
    }
    return copy(to, distance, length + MINIMUM_MATCH, size);
  }

  private int longLength(int kept) throws CorruptException {
    next -= (left - kept) >> 3;
    left = kept;
    bits = kept == 0 ? 0 : bits & (-1L << (64 - kept));
    int length = rawByte();
    if (length < 0xFF) {
      return length + 0x0F;
    }
    length = rawByte();
    length |= rawByte() << 8;
    if (length < 0x0F) {
      throw corrupt("a match of " + length + " is written as a long one");
    }
    return length;
  }

  private int rawByte() throws CorruptException {
    if (next >= inEnd) {
      throw corrupt("its input ends too early");
    }
    return in[next++] & 0xFF;
  }
}
