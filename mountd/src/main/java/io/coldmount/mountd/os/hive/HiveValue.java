package io.coldmount.mountd.os.hive;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A value of a key. Its data is read when it is asked for. */
public final class HiveValue {

  /** {@code REG_SZ}. */
  public static final int TEXT = 1;

  /** {@code REG_EXPAND_SZ}. */
  public static final int EXPANDED_TEXT = 2;

  /** {@code REG_DWORD}. */
  public static final int DWORD = 4;

  /** The most bytes of data that are read; Windows advises against more. */
  static final int MAX_DATA = 1 << 20;

  /** The most that one cell holds where the hive knows segments. */
  private static final int SEGMENT = 16344;

  private static final int FIRST_MINOR_WITH_SEGMENTS = 4;

  private final Cells cells;
  private final int minorVersion;
  private final ValueNode node;

  private HiveValue(Cells cells, int minorVersion, ValueNode node) {
    this.cells = cells;
    this.minorVersion = minorVersion;
    this.node = node;
  }

  static HiveValue at(Cells cells, int minorVersion, long offset) throws IOException {
    return new HiveValue(cells, minorVersion, ValueNode.parse(cells.cell(offset, "a value")));
  }

  /** Empty for a key's default value. */
  public String name() {
    return node.name();
  }

  /** The type, {@code REG_...}. */
  public int type() {
    return node.type();
  }

  public boolean isText() {
    return type() == TEXT || type() == EXPANDED_TEXT;
  }

  /** The data as stored. */
  public byte[] data() throws IOException {
    if (node.inline()) {
      ByteBuffer field = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      field.putInt((int) node.dataOffset());
      return java.util.Arrays.copyOf(field.array(), (int) node.size());
    }
    if (node.size() == 0) {
      return new byte[0];
    }
    if (node.size() > MAX_DATA) {
      throw new UnsupportedException(cells.name(), "a registry value of " + node.size() + " bytes");
    }
    int size = (int) node.size();
    if (size > SEGMENT && minorVersion >= FIRST_MINOR_WITH_SEGMENTS) {
      return segments(size);
    }
    ByteView data = cells.cell(node.dataOffset(), size, "the data of a value");
    return data.bytes(0, size);
  }

  /** Layout: regf specification, "Big data". */
  private byte[] segments(int size) throws IOException {
    ByteView b = cells.cell(node.dataOffset(), "the data of a value");
    b.require(b.matches(0, "db"), "the signature of big data", 0, b.u16le(0));
    int numberOfSegments = b.u16le(2);
    long offsetOfList = b.u32le(4);
    ByteView list = cells.cell(offsetOfList, "a list of data segments");
    byte[] data = new byte[size];
    int filled = 0;
    for (int i = 0; i < numberOfSegments && filled < size; i++) {
      int count = Math.min(SEGMENT, size - filled);
      ByteView segment = cells.cell(list.u32le(4 * i), count, "a data segment");
      segment.copyTo(0, count, ByteBuffer.wrap(data, filled, count));
      filled += count;
    }
    if (filled < size) {
      throw new CorruptException(
          cells.name(), "a value of " + size + " bytes has segments of " + filled + " bytes only");
    }
    return data;
  }

  /** The data as text, to its first NUL. */
  public String text() throws IOException {
    byte[] data = data();
    String text = new String(data, 0, data.length & ~1, StandardCharsets.UTF_16LE);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  /** The data of a {@link #DWORD}. */
  public long number() throws IOException {
    return new ByteView(cells.name(), 0, data()).u32le(0);
  }
}
