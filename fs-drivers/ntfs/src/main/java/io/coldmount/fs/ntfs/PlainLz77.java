package io.coldmount.fs.ntfs;

import io.coldmount.block.CorruptException;

/**
 * LZ77 without Huffman codes, as chunk stores have it. Format: [MS-XCA] section 2.4, "Plain LZ77
 * Decompression".
 */
final class PlainLz77 {

  private static final int MINIMUM_MATCH = 3;
  private static final int LONG_MATCH = 7;
  private static final int LONGER_MATCH = 15;

  private final String source;
  private final byte[] in;
  private final byte[] out;
  private int at;
  private int half = -1; // the byte whose upper half is the next match's

  private PlainLz77(String source, byte[] in, byte[] out) {
    this.source = source;
    this.in = in;
    this.out = out;
  }

  /**
   * Inflates {@code in} into all of {@code out}; refused if it makes another number of bytes.
   *
   * @param source names the input in errors
   */
  static void inflate(String source, byte[] in, byte[] out) throws CorruptException {
    new PlainLz77(source, in, out).run();
  }

  /** Ends because each round takes a byte of the input at least. */
  private void run() throws CorruptException {
    int to = 0;
    int flags = 0;
    int left = 0;
    while (at < in.length) {
      if (left == 0) {
        flags = u16() | (u16() << 16);
        left = 32;
        if (at == in.length) {
          break;
        }
      }
      boolean isMatch = flags < 0;
      flags <<= 1;
      left--;
      if (isMatch) {
        int pair = u16();
        to = copy(to, (pair >> 3) + 1, length(pair & LONG_MATCH));
      } else if (to < out.length) {
        out[to++] = in[at++];
      } else {
        throw corrupt("it makes more than " + out.length + " bytes");
      }
    }
    if (to != out.length) {
      throw corrupt("it makes " + to + " bytes instead of " + out.length);
    }
  }

  private long length(int inPair) throws CorruptException {
    if (inPair < LONG_MATCH) {
      return (long) inPair + MINIMUM_MATCH;
    }
    int nibble;
    if (half < 0) {
      half = at;
      nibble = u8() & 0x0F;
    } else {
      nibble = (in[half] >> 4) & 0x0F;
      half = -1;
    }
    long length = nibble + (long) LONG_MATCH;
    if (nibble == LONGER_MATCH) {
      int more = u8();
      length += more;
      if (more == 0xFF) {
        length = u16();
        length = length == 0 ? u16() | ((long) u16() << 16) : length;
        if (length < LONG_MATCH + LONGER_MATCH) {
          throw corrupt("a match of " + length + " is written as a long one");
        }
      }
    }
    return length + MINIMUM_MATCH;
  }

  private int copy(int to, int distance, long length) throws CorruptException {
    if (distance > to || length > out.length - to) {
      throw corrupt("a match of " + length + " from " + distance + " back at " + to);
    }
    int end = to + (int) length;
    for (int i = to; i < end; i++) {
      out[i] = out[i - distance];
    }
    return end;
  }

  private int u8() throws CorruptException {
    if (at >= in.length) {
      throw corrupt("its input ends too early");
    }
    return in[at++] & 0xFF;
  }

  private int u16() throws CorruptException {
    return u8() | (u8() << 8);
  }

  private CorruptException corrupt(String problem) {
    return new CorruptException(source, "its LZ77 data is damaged: " + problem);
  }
}
