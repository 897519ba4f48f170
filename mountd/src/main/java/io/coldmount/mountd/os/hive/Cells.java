package io.coldmount.mountd.os.hive;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.io.IOException;

/** The cells of a hive by their offset. Layout: regf specification, "Cell". */
final class Cells {

  /** An offset that points nowhere. */
  static final long NONE = 0xFFFF_FFFFL;

  /** Longer than any key, value or list: a list has at most 65,535 elements of eight bytes. */
  static final int MAX_CELL = 1 << 20;

  private static final int SIZE_FIELD = 4;

  private final BlockSource hive;
  private final long binsSize;

  Cells(BlockSource hive, long binsSize) {
    this.hive = hive;
    this.binsSize = binsSize;
  }

  String name() {
    return hive.name();
  }

  /** The data of the cell at {@code offset}, but no more than {@link #MAX_CELL} bytes of it. */
  ByteView cell(long offset, String what) throws IOException {
    return cell(offset, MAX_CELL, what);
  }

  /**
   * The data of the cell at {@code offset}, which is in use.
   *
   * @param atMost bytes to read
   * @param what it holds, for errors
   */
  ByteView cell(long offset, int atMost, String what) throws IOException {
    if (offset % 8 != 0 || offset > binsSize - SIZE_FIELD) {
      throw new CorruptException(
          hive.name(), what + " cannot lie at " + offset + " of " + binsSize + " bytes");
    }
    ByteView head = hive.view(BaseBlock.SIZE + offset, SIZE_FIELD);
    int size = head.i32le(0);
    head.require(
        size <= -8 && size >= -(binsSize - offset), "the size of the cell of " + what, 0, size);
    int length = Math.min(-size - SIZE_FIELD, atMost);
    return hive.view(BaseBlock.SIZE + offset + SIZE_FIELD, length);
  }
}
