package io.coldmount.mountd.os.hive;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.io.IOException;

/**
 * Walks the list of a key's subkeys: a leaf, or a root with several leaves. Layout: regf
 * specification, "Index leaf", "Fast leaf", "Hash leaf", "Index root".
 */
final class SubkeyList {

  /** Takes the subkeys, one after the other. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes one.
     *
     * @param offset of its key node
     * @param hash of its name, or -1 if the list does not tell
     * @return whether to go on
     */
    boolean subkey(long offset, long hash) throws IOException;
  }

  private final Cells cells;
  private final Visitor visitor;
  private long left;

  private SubkeyList(Cells cells, long count, Visitor visitor) {
    this.cells = cells;
    this.left = count;
    this.visitor = visitor;
  }

  /**
   * Visits what the list at {@code offset} holds. It ends, because no more than {@code count}
   * elements are visited, and a root's leaves are no roots.
   */
  static void walk(Cells cells, long offset, long count, Visitor visitor) throws IOException {
    if (count == 0) {
      return;
    }
    SubkeyList list = new SubkeyList(cells, count, visitor);
    ByteView b = cells.cell(offset, "a list of subkeys");
    if (!b.matches(0, "ri")) {
      list.leaf(b);
      return;
    }
    int numberOfElements = b.u16le(2);
    for (int i = 0; i < numberOfElements && list.left > 0; i++) {
      if (!list.leaf(cells.cell(b.u32le(4 + 4 * i), "a leaf of subkeys"))) {
        return;
      }
    }
  }

  private boolean leaf(ByteView b) throws IOException {
    boolean hashed = b.matches(0, "lh");
    boolean hinted = b.matches(0, "lf");
    b.require(
        hashed || hinted || b.matches(0, "li"),
        "the signature of a leaf of subkeys",
        0,
        b.u16le(0));
    int numberOfElements = b.u16le(2);
    int width = hashed || hinted ? 8 : 4;
    for (int i = 0; i < numberOfElements; i++) {
      if (left-- <= 0) {
        throw new CorruptException(
            cells.name(), "the lists of a key hold more subkeys than the key has");
      }
      int at = 4 + width * i;
      if (!visitor.subkey(b.u32le(at), hashed ? b.u32le(at + 4) : -1)) {
        return false;
      }
    }
    return true;
  }
}
