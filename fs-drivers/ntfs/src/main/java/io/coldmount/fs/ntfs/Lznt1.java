package io.coldmount.fs.ntfs;

import io.coldmount.block.CorruptException;

/**
 * LZNT1, the compression of NTFS. Format: [MS-XCA] section 2.5. Chunks of 4096 bytes, each a run of
 * flag bytes and the eight literals or matches that they announce.
 */
final class Lznt1 {

  private static final int CHUNK = 4096;

  private final String source;
  private final byte[] in;
  private final int inEnd;
  private final byte[] out;

  private Lznt1(String source, byte[] in, int inEnd, byte[] out) {
    this.source = source;
    this.in = in;
    this.inEnd = inEnd;
    this.out = out;
  }

  /**
   * Inflates {@code in[0, inEnd)} into all of {@code out}; what the input does not reach stays
   * zero, as the format has it. Writes nowhere else, reads nothing behind {@code inEnd}.
   *
   * @param source names the input in errors
   */
  static void inflate(String source, byte[] in, int inEnd, byte[] out) throws CorruptException {
    new Lznt1(source, in, inEnd, out).run();
  }

  private void run() throws CorruptException {
    int at = 0;
    for (int start = 0; start < out.length; start += CHUNK) {
      if (inEnd - at < 2) {
        return;
      }
      int header = u16(at);
      if (header == 0) {
        return;
      }
      int length = (header & 0x0FFF) + 1;
      at += 2;
      if (length > inEnd - at) {
        throw corrupt("a chunk of " + length + " bytes at " + at + " ends behind its input");
      }
      int outEnd = Math.min(start + CHUNK, out.length);
      if ((header & 0x8000) == 0) {
        System.arraycopy(in, at, out, start, Math.min(length, outEnd - start));
      } else {
        chunk(at, at + length, start, outEnd);
      }
      at += length;
    }
  }

  private void chunk(int from, int end, int start, int outEnd) throws CorruptException {
    byte[] in = this.in;
    byte[] out = this.out;
    int at = from;
    int to = start;
    // The more of the chunk is done, the more bits of a pair tell the distance.
    int lengthBits = 12;
    int growAt = start + 16;
    while (at < end && to < outEnd) {
      int flags = in[at++];
      if (flags == 0 && end - at >= 8 && outEnd - to >= 8) {
        System.arraycopy(in, at, out, to, 8);
        at += 8;
        to += 8;
        continue;
      }
      for (int bit = 0; bit < 8 && at < end && to < outEnd; bit++, flags >>= 1) {
        if ((flags & 1) == 0) {
          out[to++] = in[at++];
          continue;
        }
        if (end - at < 2) {
          throw corrupt("a chunk ends inside a pair at " + at);
        }
        while (to > growAt) {
          growAt = start + 2 * (growAt - start);
          lengthBits--;
        }
        int pair = u16(at);
        at += 2;
        int distance = (pair >> lengthBits) + 1;
        int length = (pair & ((1 << lengthBits) - 1)) + 3;
        if (distance > to - start) {
          throw corrupt("a match reaches " + distance + " bytes back from " + (to - start));
        }
        to = copy(out, to, distance, Math.min(length, outEnd - to));
      }
    }
  }

  private static int copy(byte[] out, int to, int distance, int length) {
    if (distance >= length) {
      if (length > 24) {
        System.arraycopy(out, to - distance, out, to, length);
        return to + length;
      }
    } else if (distance == 1) {
      java.util.Arrays.fill(out, to, to + length, out[to - 1]);
      return to + length;
    }
    int end = to + length;
    for (int i = to; i < end; i++) {
      out[i] = out[i - distance];
    }
    return end;
  }

  private int u16(int at) {
    return (in[at] & 0xFF) | ((in[at + 1] & 0xFF) << 8);
  }

  private CorruptException corrupt(String problem) {
    return new CorruptException(source, "its LZNT1 data is damaged: " + problem);
  }
}
