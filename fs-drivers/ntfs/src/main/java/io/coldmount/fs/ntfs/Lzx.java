package io.coldmount.fs.ntfs;

import io.coldmount.block.CorruptException;
import java.util.Arrays;

/**
 * LZX as WIM files and WOF have it: chunks of 32 KiB, each on its own. Format: [MS-PATCH] and the
 * LZX DELTA of [MS-PATCH] section 2, with the differences that wimlib's documentation names: block
 * sizes of one bit or 16, and calls of x86 code translated in every chunk.
 */
final class Lzx extends ChunkDecoder {

  static final int CHUNK = 32 << 10;

  private static final int LITERALS = 256;
  private static final int OFFSET_SLOTS = 30;
  private static final int MAIN_SYMBOLS = LITERALS + 8 * OFFSET_SLOTS;
  private static final int LENGTH_SYMBOLS = 249;
  private static final int PRE_SYMBOLS = 20;
  private static final int ALIGNED_SYMBOLS = 8;
  private static final int MAIN_BITS = 11;
  private static final int LENGTH_TABLE_BITS = 9;
  private static final int PRE_BITS = 6;
  private static final int ALIGNED_BITS = 7;
  private static final int MINIMUM_MATCH = 2;

  /** From this slot on, the low three bits of an offset have a code of their own. */
  private static final int FIRST_ALIGNED_SLOT = 8;

  private static final int VERBATIM = 1;
  private static final int ALIGNED = 2;
  private static final int UNCOMPRESSED = 3;

  private static final int[] EXTRA_BITS = new int[OFFSET_SLOTS];
  private static final int[] BASE = new int[OFFSET_SLOTS];

  static {
    int base = -2; // offsets are stored with 2 added: the first three slots mean recent ones
    for (int slot = 0; slot < OFFSET_SLOTS; slot++) {
      EXTRA_BITS[slot] = slot < 4 ? 0 : slot / 2 - 1;
      BASE[slot] = base;
      base += 1 << EXTRA_BITS[slot];
    }
  }

  private final HuffmanTable main = new HuffmanTable(MAIN_SYMBOLS, MAIN_BITS);
  private final HuffmanTable lengths = new HuffmanTable(LENGTH_SYMBOLS, LENGTH_TABLE_BITS);
  private final HuffmanTable aligned = new HuffmanTable(ALIGNED_SYMBOLS, ALIGNED_BITS);
  private final HuffmanTable pre = new HuffmanTable(PRE_SYMBOLS, PRE_BITS);
  private final byte[] mainLengths = new byte[MAIN_SYMBOLS];
  private final byte[] lengthLengths = new byte[LENGTH_SYMBOLS];
  private final byte[] shortLengths = new byte[PRE_SYMBOLS];
  private int recent0;
  private int recent1;
  private int recent2;

  Lzx(String source) {
    super(source, "LZX", CHUNK);
  }

  /** Ends because each block makes a byte at least. */
  @Override
  void run(int size) throws CorruptException {
    Arrays.fill(mainLengths, (byte) 0);
    Arrays.fill(lengthLengths, (byte) 0);
    recent0 = 1;
    recent1 = 1;
    recent2 = 1;
    int to = 0;
    while (to < size) {
      refill();
      int type = take(3);
      int blockSize = take(1) == 1 ? CHUNK : take(16);
      if (blockSize == 0 || blockSize > size - to) {
        throw corrupt("a block of " + blockSize + " bytes where " + (size - to) + " are missing");
      }
      int end = to + blockSize;
      switch (type) {
        case VERBATIM, ALIGNED -> block(to, end, type == ALIGNED);
        case UNCOMPRESSED -> stored(to, blockSize);
        default -> throw corrupt("a block of type " + type);
      }
      to = end;
    }
    finish();
    E8Calls.untranslate(out, size);
  }

  private void block(int from, int end, boolean isAligned) throws CorruptException {
    if (isAligned) {
      for (int i = 0; i < ALIGNED_SYMBOLS; i++) {
        refill();
        shortLengths[i] = (byte) take(3);
      }
      build(aligned, shortLengths, ALIGNED_SYMBOLS);
    }
    readLengths(mainLengths, 0, LITERALS);
    readLengths(mainLengths, LITERALS, MAIN_SYMBOLS);
    build(main, mainLengths, MAIN_SYMBOLS);
    readLengths(lengthLengths, 0, LENGTH_SYMBOLS);
    build(lengths, lengthLengths, LENGTH_SYMBOLS);
    decodeSymbols(from, end, isAligned ? FIRST_ALIGNED_SLOT : OFFSET_SLOTS);
  }

  private void build(HuffmanTable table, byte[] codeLengths, int symbols) throws CorruptException {
    if (!table.build(codeLengths, symbols)) {
      throw corrupt("the code lengths of a block fit no code");
    }
  }

  /** Code lengths are stored as differences from those of the block before, modulo 17. */
  private void readLengths(byte[] of, int from, int end) throws CorruptException {
    for (int i = 0; i < PRE_SYMBOLS; i++) {
      refill();
      shortLengths[i] = (byte) take(4);
    }
    build(pre, shortLengths, PRE_SYMBOLS);
    int at = from;
    while (at < end) {
      refill();
      int symbol = symbol(pre, PRE_BITS);
      if (symbol < 17) {
        of[at] = difference(of[at], symbol);
        at++;
        continue;
      }
      int run;
      byte value = 0;
      switch (symbol) {
        case 17 -> run = 4 + take(4);
        case 18 -> run = 20 + take(5);
        default -> {
          run = 4 + take(1);
          refill();
          int next = symbol(pre, PRE_BITS);
          if (next > 16) {
            throw corrupt("a run of code lengths of " + next);
          }
          value = difference(of[at], next);
        }
      }
      // A run may be said to go on behind the last symbol; wimlib accepts that, and so do we.
      int stop = Math.min(end, at + run);
      Arrays.fill(of, at, stop, value);
      at = stop;
    }
  }

  private static byte difference(int before, int symbol) {
    int value = before - symbol;
    return (byte) (value < 0 ? value + 17 : value);
  }

  private void decodeSymbols(int from, int end, int firstAlignedSlot) throws CorruptException {
    byte[] out = this.out;
    int to = from;
    while (to < end) {
      refill();
      int symbol = symbol(main, MAIN_BITS);
      if (symbol < LITERALS) {
        out[to++] = (byte) symbol;
        if (to == end || left < 16) {
          continue;
        }
        symbol = symbol(main, MAIN_BITS);
        if (symbol < LITERALS) {
          out[to++] = (byte) symbol;
          continue;
        }
      }
      int length = symbol & 7;
      int slot = (symbol - LITERALS) >> 3;
      refill();
      if (length == 7) {
        length += symbol(lengths, LENGTH_TABLE_BITS);
        refill();
      }
      to = copy(to, distance(slot, firstAlignedSlot), length + MINIMUM_MATCH, end);
    }
  }

  private int distance(int slot, int firstAlignedSlot) throws CorruptException {
    int distance;
    switch (slot) {
      case 0 -> {
        return recent0;
      }
      case 1 -> {
        distance = recent1;
        recent1 = recent0;
      }
      case 2 -> {
        distance = recent2;
        recent2 = recent0;
      }
      default -> {
        int extra = EXTRA_BITS[slot];
        distance = BASE[slot];
        if (slot >= firstAlignedSlot) {
          distance += take(extra - 3) << 3;
          distance += symbol(aligned, ALIGNED_BITS);
        } else {
          distance += take(extra);
        }
        recent2 = recent1;
        recent1 = recent0;
      }
    }
    recent0 = distance;
    return distance;
  }

  /** A block stored as it is begins at the next word, or behind it if the last bits end there. */
  private void stored(int to, int size) throws CorruptException {
    refill();
    int skip = (left & 15) == 0 ? 16 : left & 15;
    next -= (left - skip) >> 3;
    bits = 0;
    left = 0;
    if (inEnd - next < 12 + size) {
      throw corrupt("a stored block of " + size + " bytes ends behind its input");
    }
    recent0 = int32(next);
    recent1 = int32(next + 4);
    recent2 = int32(next + 8);
    if (recent0 <= 0 || recent1 <= 0 || recent2 <= 0) {
      throw corrupt("a stored block names recent offsets that are not positive");
    }
    System.arraycopy(in, next + 12, out, to, size);
    next += 12 + size + (size & 1);
  }

  private int int32(int at) {
    return (in[at] & 0xFF)
        | ((in[at + 1] & 0xFF) << 8)
        | ((in[at + 2] & 0xFF) << 16)
        | ((in[at + 3] & 0xFF) << 24);
  }
}
