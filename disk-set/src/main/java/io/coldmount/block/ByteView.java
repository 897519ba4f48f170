package io.coldmount.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Unsigned getters over the bytes of one on-disk structure. An offset outside the structure is a
 * {@link CorruptException}, never an index error. Unsigned fields widen at once; {@code u64} values
 * that do not fit a positive {@code long} come back negative, so compare them with {@link
 * Long#compareUnsigned} or refuse them.
 */
public final class ByteView {

  private static final VarHandle LE16 = handle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LE32 = handle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LE64 = handle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BE16 = handle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle BE32 = handle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle BE64 = handle(long[].class, ByteOrder.BIG_ENDIAN);

  private final String source;
  private final long position;
  private final byte[] array;
  private final int start;
  private final int length;

  /**
   * @param source the containment, for errors
   * @param position where the bytes begin in that source, for errors
   * @param array shared, not copied
   */
  public ByteView(String source, long position, byte[] array) {
    this(source, position, array, 0, array.length);
  }

  /**
   * A part of an array that may be longer: what {@link #slice} gives, in one step.
   *
   * @param position where the part begins in the source
   */
  public ByteView(String source, long position, byte[] array, int start, int length) {
    Objects.checkFromIndexSize(start, length, array.length);
    this.source = source;
    this.position = position;
    this.array = array;
    this.start = start;
    this.length = length;
  }

  private static VarHandle handle(Class<?> type, ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(type, order);
  }

  public String source() {
    return source;
  }

  /** Where the first byte lies in the source. */
  public long position() {
    return position;
  }

  public int length() {
    return length;
  }

  /** The bytes {@code [offset, offset + count)} as a view of their own, sharing the array. */
  public ByteView slice(int offset, int count) throws CorruptException {
    return new ByteView(source, position + offset, array, at(offset, count), count);
  }

  /** The bytes from {@code offset} to the end. */
  public ByteView from(int offset) throws CorruptException {
    return slice(offset, length - offset);
  }

  public int u8(int offset) throws CorruptException {
    return array[at(offset, 1)] & 0xFF;
  }

  public int u16le(int offset) throws CorruptException {
    return (short) LE16.get(array, at(offset, 2)) & 0xFFFF;
  }

  public long u32le(int offset) throws CorruptException {
    return (int) LE32.get(array, at(offset, 4)) & 0xFFFF_FFFFL;
  }

  public int i32le(int offset) throws CorruptException {
    return (int) LE32.get(array, at(offset, 4));
  }

  public long u64le(int offset) throws CorruptException {
    return (long) LE64.get(array, at(offset, 8));
  }

  public int u16be(int offset) throws CorruptException {
    return (short) BE16.get(array, at(offset, 2)) & 0xFFFF;
  }

  public long u32be(int offset) throws CorruptException {
    return (int) BE32.get(array, at(offset, 4)) & 0xFFFF_FFFFL;
  }

  public int i32be(int offset) throws CorruptException {
    return (int) BE32.get(array, at(offset, 4));
  }

  public long u64be(int offset) throws CorruptException {
    return (long) BE64.get(array, at(offset, 8));
  }

  /** A copy of {@code count} bytes. */
  public byte[] bytes(int offset, int count) throws CorruptException {
    int from = at(offset, count);
    return java.util.Arrays.copyOfRange(array, from, from + count);
  }

  /** Copies {@code count} bytes into {@code target}, which must have room for them. */
  public void copyTo(int offset, int count, ByteBuffer target) throws CorruptException {
    target.put(array, at(offset, count), count);
  }

  /** A read-only buffer over these bytes, for checksums. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(array, start, length).slice().asReadOnlyBuffer();
  }

  /** Whether the bytes at {@code offset} are those of {@code text} in ASCII. */
  public boolean matches(int offset, String text) {
    if (offset < 0 || length - offset < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if ((array[start + offset + i] & 0xFF) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Throws {@link CorruptException} unless {@code condition} holds.
   *
   * @param what the field, in the format's own terms
   * @param offset where it lies in this view
   * @param actual the value found
   */
  public void require(boolean condition, String what, int offset, long actual)
      throws CorruptException {
    if (!condition) {
      throw corrupt(what, offset, actual);
    }
  }

  /** The error that {@link #require} throws, for a caller that has more to say in {@code what}. */
  public CorruptException corrupt(String what, int offset, long actual) {
    return new CorruptException(
        source,
        what
            + " at offset "
            + (position + offset)
            + " is wrong: found "
            + actual
            + " (0x"
            + HexFormat.of().toHexDigits(actual).replaceFirst("^0+(?=.)", "")
            + ")");
  }

  private int at(int offset, int count) throws CorruptException {
    if (offset < 0 || count < 0 || length - offset < count) {
      throw new CorruptException(
          source,
          "a structure of "
              + length
              + " bytes at offset "
              + position
              + " ends before its field at "
              + offset
              + " ("
              + count
              + " bytes)");
    }
    return start + offset;
  }
}
