package io.coldmount.mountd.os.hive;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which sectors of the hive bins a log until Windows 8 holds. Layout: regf specification, "Dirty
 * vector" and "Dirty pages".
 *
 * @param sectors their numbers in the hive bins, in the order of the log
 * @param firstPage where the first of them lies in the log
 */
record DirtyVector(List<Integer> sectors, int firstPage) {

  static final int SECTOR = 512;

  private static final int SIGNATURE = 4;

  DirtyVector {
    sectors = List.copyOf(sectors);
  }

  /** The bytes of the vector for hive bins of {@code binsSize} bytes, with its signature. */
  static int length(long binsSize) {
    return SIGNATURE + (int) (binsSize / SECTOR / 8);
  }

  /** Parses the vector, which begins at the second sector of the log. */
  static DirtyVector parse(ByteView b) throws ImageException {
    b.require(b.matches(0, "DIRT"), "the signature of a dirty vector", 0, b.u32le(0));
    List<Integer> sectors = new ArrayList<>();
    for (int bit = 0; bit < (b.length() - SIGNATURE) * 8; bit++) {
      if ((b.u8(SIGNATURE + bit / 8) >> (bit % 8) & 1) != 0) {
        sectors.add(bit);
      }
    }
    int end = (b.length() + SECTOR - 1) / SECTOR * SECTOR;
    return new DirtyVector(sectors, SECTOR + end);
  }
}
