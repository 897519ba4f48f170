package io.coldmount.fs.ntfs;

import io.coldmount.block.CorruptException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What the decoders of XPRESS and LZX share: a stream of bits in little-endian words of 16, the
 * most significant first, and an output that is copied from itself. One decoder may be used for one
 * chunk after the other, by one thread.
 */
abstract class ChunkDecoder {

  /** Matches are copied eight bytes at a time, so up to seven more than they have. */
  private static final int SLACK = 8;

  /** Every other word of four. */
  private static final long WORD_OF_TWO = 0x0000_FFFF_0000_FFFFL;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final String source;
  private final String method;
  private final int chunkSize;

  /** The chunk made last, in its first bytes. */
  final byte[] out;

  byte[] in = new byte[0];
  int inEnd;

  /** The next word to take; behind {@link #inEnd} words are zero, and {@link #finish} complains. */
  int next;

  /** Bits taken and not used, the first the most significant, and how many there are. */
  long bits;

  int left;

  ChunkDecoder(String source, String method, int chunkSize) {
    this.source = source;
    this.method = method;
    this.chunkSize = chunkSize;
    this.out = new byte[chunkSize + SLACK];
  }

  final int chunkSize() {
    return chunkSize;
  }

  /**
   * Inflates {@code input[from, to)} into the first {@code size} bytes of {@link #out}. Reads
   * nothing outside that part of the input.
   */
  final void decode(byte[] input, int from, int to, int size) throws CorruptException {
    if (size > chunkSize || from < 0 || from > to || to > input.length) {
      throw new IllegalArgumentException("a chunk of " + size + " bytes");
    }
    in = input;
    next = from;
    inEnd = to;
    bits = 0;
    left = 0;
    run(size);
  }

  abstract void run(int size) throws CorruptException;

  /** Takes words until there are at least 32 bits. */
  final void refill() {
    if (left >= 32) {
      return;
    }
    if (inEnd - next >= 4) {
      int words = Integer.rotateLeft((int) INT.get(in, next), 16);
      bits |= (words & 0xFFFF_FFFFL) << (32 - left);
      left += 32;
      next += 4;
      return;
    }
    while (left < 32) {
      takeWord();
    }
  }

  /** Takes words until there are at least 48 bits. */
  final void refillWide() {
    if (left >= 48) {
      return;
    }
    if (inEnd - next >= 8) {
      long words = (long) LONG.get(in, next);
      long pairs = ((words & WORD_OF_TWO) << 16) | (words >>> 16 & WORD_OF_TWO);
      // Bits of a word that is not counted yet may be set too: they will be set again, the same.
      bits |= Long.rotateLeft(pairs, 32) >>> left;
      int count = (64 - left) >> 4;
      next += 2 * count;
      left += 16 * count;
      return;
    }
    while (left < 48) {
      takeWord();
    }
  }

  private void takeWord() {
    long word = 0;
    if (next + 1 < inEnd) {
      word = (in[next] & 0xFF) | ((in[next + 1] & 0xFF) << 8);
    } else if (next < inEnd) {
      word = in[next] & 0xFF;
    }
    bits |= word << (48 - left);
    left += 16;
    next += 2;
  }

  /** The next {@code count} bits, of the 32 that a refill gives; {@code count} may be 0. */
  final int take(int count) {
    int value = (int) (bits >>> 1 >>> (63 - count));
    bits <<= count;
    left -= count;
    return value;
  }

  /** Decodes one symbol; a refill has been made. */
  final int symbol(HuffmanTable table, int tableBits) throws CorruptException {
    int entry = table.entries[(int) (bits >>> (64 - tableBits))];
    if (entry == 0) {
      entry = longEntry(table);
    }
    int length = entry & HuffmanTable.LENGTH_MASK;
    bits <<= length;
    left -= length;
    return entry >>> HuffmanTable.LENGTH_BITS;
  }

  final int longEntry(HuffmanTable table) throws CorruptException {
    int entry = table.longEntry(bits);
    if (entry == 0) {
      throw corrupt("a code that stands for nothing ends before offset " + next);
    }
    return entry;
  }

  /** Throws if the output needed more than the input had. */
  final void finish() throws CorruptException {
    if ((long) next * 8 - left > (long) inEnd * 8) {
      throw corrupt("its input ends too early");
    }
  }

  /**
   * Copies a match to {@code to}; returns where it ends. The bytes behind it, which may be written
   * too, are not yet made.
   */
  final int copy(int to, int distance, int length, int end) throws CorruptException {
    if (distance > to || length > end - to) {
      throw corrupt("a match of " + length + " from " + distance + " back at " + to);
    }
    byte[] out = this.out;
    int stop = to + length;
    int from = to - distance;
    if (distance >= 8) {
      int at = to;
      do {
        LONG.set(out, at, (long) LONG.get(out, from));
        at += 8;
        from += 8;
      } while (at < stop);
    } else if (distance == 1) {
      java.util.Arrays.fill(out, to, stop, out[from]);
    } else {
      for (int at = to; at < stop; at++) {
        out[at] = out[from++];
      }
    }
    return stop;
  }

  final CorruptException corrupt(String problem) {
    return new CorruptException(source, "its " + method + " data is damaged: " + problem);
  }
}
