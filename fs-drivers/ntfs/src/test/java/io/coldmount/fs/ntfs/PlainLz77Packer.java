package io.coldmount.fs.ntfs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Packs as [MS-XCA] section 2.3 has it: the nearest match of three bytes, as long as it is. */
final class PlainLz77Packer {

  private final byte[] in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int[] last = new int[1 << 16];

  private PlainLz77Packer(byte[] in) {
    this.in = in;
    Arrays.fill(last, -1);
  }

  static byte[] pack(byte[] in) {
    return new PlainLz77Packer(in).run();
  }

  private byte[] run() {
    byte[] packed = new byte[in.length * 2 + 64];
    ByteBuffer b = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    int flagsAt = 0;
    int flags = 0;
    int count = 0;
    int half = -1;
    b.position(4);
    while (at < in.length) {
      int distance = distance(at);
      int length = distance == 0 ? 0 : length(at, distance);
      remember(at, Math.max(1, length));
      flags = (flags << 1) | (length == 0 ? 0 : 1);
      count++;
      if (length == 0) {
        b.put(in[at++]);
      } else {
        at += length;
        int rest = length - 3;
        b.putShort((short) (((distance - 1) << 3) | Math.min(rest, 7)));
        if (rest >= 7) {
          int nibble = Math.min(rest - 7, 15);
          if (half < 0) {
            half = b.position();
            b.put((byte) nibble);
          } else {
            packed[half] |= (byte) (nibble << 4);
            half = -1;
          }
          if (nibble == 15) {
            int more = Math.min(rest - 22, 255);
            b.put((byte) more);
            if (more == 255 && rest < 1 << 16) {
              b.putShort((short) rest);
            } else if (more == 255) {
              b.putShort((short) 0).putInt(rest);
            }
          }
        }
      }
      if (count == 32) {
        b.putInt(flagsAt, flags);
        flagsAt = b.position();
        b.putInt(0);
        flags = 0;
        count = 0;
      }
    }
    flags = count == 0 ? -1 : (flags << (32 - count)) | ((1 << (32 - count)) - 1);
    b.putInt(flagsAt, flags);
    out.write(packed, 0, b.position());
    return out.toByteArray();
  }

  private int hash(int at) {
    int three = (in[at] & 0xFF) | ((in[at + 1] & 0xFF) << 8) | ((in[at + 2] & 0xFF) << 16);
    return (three * 0x9E3779B1) >>> 16;
  }

  private int distance(int at) {
    int before = at + 3 <= in.length ? last[hash(at)] : -1;
    boolean near = before >= 0 && at - before <= 8192;
    return near && length(at, at - before) >= 3 ? at - before : 0;
  }

  private int length(int at, int distance) {
    int length = 0;
    while (at + length < in.length && in[at + length] == in[at + length - distance]) {
      length++;
    }
    return length;
  }

  private void remember(int at, int count) {
    for (int i = at; i < Math.min(at + count, in.length - 2); i++) {
      last[hash(i)] = i;
    }
  }
}
