package io.coldmount.fs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A name, link target or attribute name as bytes, as the guest stored it. Names in UTF-16 become
 * UTF-8, with lone surrogates kept as three bytes (WTF-8). A name from a guest is never a host
 * path.
 */
public final class FileName {

  private final byte[] bytes;
  private int hash;

  private FileName(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Shares {@code bytes}, which must not change any more. */
  public static FileName of(byte[] bytes) {
    return new FileName(bytes);
  }

  /** The name {@code text} in UTF-8. */
  public static FileName of(String text) {
    return new FileName(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The name of {@code count} UTF-16 units in little-endian order at {@code offset}, as WTF-8. */
  public static FileName ofUtf16le(byte[] units, int offset, int count) {
    byte[] out = new byte[count * 3];
    int length = 0;
    for (int i = 0; i < count; i++) {
      int unit = unit(units, offset, i);
      if (unit < 0x80) {
        out[length++] = (byte) unit;
      } else if (unit < 0x800) {
        out[length++] = (byte) (0xC0 | (unit >> 6));
        out[length++] = continuation(unit);
      } else if (unit >= 0xD800
          && unit < 0xDC00
          && i + 1 < count
          && isLow(unit(units, offset, i + 1))) {
        int point = Character.toCodePoint((char) unit, (char) unit(units, offset, ++i));
        out[length++] = (byte) (0xF0 | (point >> 18));
        out[length++] = continuation(point >> 12);
        out[length++] = continuation(point >> 6);
        out[length++] = continuation(point);
      } else {
        out[length++] = (byte) (0xE0 | (unit >> 12));
        out[length++] = continuation(unit >> 6);
        out[length++] = continuation(unit);
      }
    }
    return new FileName(Arrays.copyOf(out, length));
  }

  private static int unit(byte[] units, int offset, int index) {
    return (units[offset + 2 * index] & 0xFF) | ((units[offset + 2 * index + 1] & 0xFF) << 8);
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  private static boolean isLow(int unit) {
    return unit >= 0xDC00 && unit < 0xE000;
  }

  public int length() {
    return bytes.length;
  }

  public byte at(int index) {
    return bytes[index];
  }

  /** Whether the first bytes are those of {@code prefix}. */
  public boolean startsWith(FileName prefix) {
    int length = prefix.bytes.length;
    return bytes.length >= length && Arrays.equals(bytes, 0, length, prefix.bytes, 0, length);
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Copies the bytes to {@code target} from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  /** Puts the bytes into {@code target}, which must have room for them. */
  public void putTo(java.nio.ByteBuffer target) {
    target.put(bytes);
  }

  /**
   * Whether this can be an entry of a directory: not empty, not {@code .} or {@code ..}, no {@code
   * /}, no NUL.
   */
  public boolean isEntryName() {
    for (byte b : bytes) {
      if (b == '/' || b == 0) {
        return false;
      }
    }
    boolean dots = bytes.length <= 2 && allDots();
    return bytes.length > 0 && !dots;
  }

  private boolean allDots() {
    for (byte b : bytes) {
      if (b != '.') {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileName that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(bytes);
      hash = h;
    }
    return h;
  }

  /** The name as text for people: bytes that are not UTF-8 become replacement characters. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
