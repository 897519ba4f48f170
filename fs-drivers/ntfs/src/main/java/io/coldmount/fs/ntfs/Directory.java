package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileName;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The names of one directory: an {@link Index} of {@code $FILE_NAME}s. */
final class Directory {

  /** An answer of {@link #find}: there is no such name. Record -1 does not exist. */
  static final long ABSENT = -1;

  private static final int OFFSET_BITS = 20;

  /** The blocks that a listing tries in vain, of 4 KiB mostly. */
  private static final int MAXIMUM_DAMAGED = 1 << 16;

  private final String source;
  private final Index index;
  private final @Nullable Content bitmap;
  private final @Nullable CorruptException bitmapDamage;
  private final UpCase upCase;

  /**
   * @param bitmap which blocks of the index are in use; without one, all that can be read are
   * @param bitmapDamage why there is none though there are blocks, or null
   */
  Directory(
      String source,
      Index index,
      @Nullable Content bitmap,
      @Nullable CorruptException bitmapDamage,
      UpCase upCase) {
    this.source = source;
    this.bitmapDamage = bitmapDamage;
    this.index = index;
    this.bitmap = bitmap;
    this.upCase = upCase;
  }

  /** Takes the entries of a listing. */
  interface Visitor {
    /**
     * Takes one entry.
     *
     * @param bytes hold the entry's {@code $FILE_NAME} at {@code key}
     * @param next the cursor behind it
     * @return whether to go on
     */
    boolean entry(long reference, byte[] bytes, int key, long next) throws IOException;

    /** Told of a part that is left out, when it is met. */
    default void damaged(CorruptException problem) {}
  }

  /**
   * The reference of the file called {@code name}: with exactly that name, or else, if {@code
   * anyCase}, with one that differs in case alone.
   */
  long find(String name, boolean anyCase) throws IOException {
    if (name.isEmpty() || name.length() > 255) {
      return ABSENT;
    }
    var search = new Search(name);
    search.descend(index.root(), 0);
    return search.exact != ABSENT || !anyCase ? search.exact : search.similar;
  }

  /**
   * One descent. Keys that are equal but for case stand side by side, so they lie on the way to
   * where the name would be, or between there and the next greater key. Ends because the depth is
   * bounded, and so is the number of blocks that one search may read.
   */
  private final class Search {
    private static final int MAXIMUM_BLOCKS = 4096;

    private final String name;
    private long exact = ABSENT;
    private long similar = ABSENT;
    private int blocks;

    Search(String name) {
      this.name = name;
    }

    /** Returns whether the search is over. */
    boolean descend(IndexNode node, int depth) throws IOException {
      if (depth > Index.MAXIMUM_DEPTH || ++blocks > MAXIMUM_BLOCKS) {
        throw new CorruptException(source, "the index of a directory has a loop");
      }
      for (int i = firstNotBelow(node); i <= node.count(); i++) {
        int order = i == node.count() ? -1 : compare(node, i);
        if (order == 0 && isExact(node, i)) {
          exact = reference(node, i);
          return true;
        }
        long child = node.child(i);
        if (child >= 0 && descend(index.child(child), depth + 1)) {
          return true;
        }
        if (i == node.count()) {
          CorruptException damage = node.damage();
          if (damage != null) {
            throw damage;
          }
          return false;
        }
        if (order != 0) {
          return true;
        }
        if (similar == ABSENT) {
          similar = reference(node, i);
        }
      }
      return false;
    }

    private int firstNotBelow(IndexNode node) {
      int low = 0;
      int high = node.count();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (compare(node, middle) > 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private int compare(IndexNode node, int entry) {
      int key = node.key(entry);
      int length = node.bytes()[key + FileNameAttribute.NAME_LENGTH] & 0xFF;
      return upCase.compare(name, node.bytes(), key + FileNameAttribute.NAME, length);
    }

    private boolean isExact(IndexNode node, int entry) {
      int at = node.key(entry) + FileNameAttribute.NAME;
      for (int i = 0; i < name.length(); i++, at += 2) {
        char unit = name.charAt(i);
        if (node.bytes()[at] != (byte) unit || node.bytes()[at + 1] != (byte) (unit >> 8)) {
          return false;
        }
      }
      return true;
    }
  }

  private long reference(IndexNode node, int entry) throws CorruptException {
    return new ByteView(source, 0, node.bytes()).u64le(node.offset(entry));
  }

  /**
   * Visits the entries from {@code cursor} on, in the order in which they are stored: those of the
   * root, then those of each block. So a cursor is a place, and going on needs no search. Damaged
   * blocks are left out, and the first of them is thrown at the end, which comes early if nearly
   * all are: an index can be said to have billions.
   */
  void list(long cursor, Visitor visitor) throws IOException {
    CorruptException damage = bitmapDamage;
    var inUse = new InUse(visitor);
    int damaged = 0;
    long start = cursor >>> OFFSET_BITS;
    for (long n = start; n <= index.blockCount(); n++) {
      if (n > 0 && !inUse.contains(n - 1)) {
        continue;
      }
      IndexNode node;
      try {
        node = n == 0 ? index.root() : index.block(n - 1);
      } catch (CorruptException e) {
        damage = damage == null ? e : damage;
        visitor.damaged(e);
        if (++damaged > MAXIMUM_DAMAGED) {
          break;
        }
        continue;
      }
      long offset = n == start ? cursor & ((1L << OFFSET_BITS) - 1) : 0;
      CorruptException inNode = node.damage();
      if (inNode != null) {
        damage = damage == null ? inNode : damage;
        visitor.damaged(inNode);
      }
      if (!list(n, node, offset, visitor)) {
        return;
      }
    }
    damage = damage == null ? inUse.damage : damage;
    if (damage != null) {
      throw damage;
    }
  }

  private boolean list(long n, IndexNode node, long offset, Visitor visitor) throws IOException {
    byte[] bytes = node.bytes();
    for (int i = node.entryFrom(offset); i < node.count(); i++) {
      int key = node.key(i);
      if (bytes[key + FileNameAttribute.NAME_SPACE] == FileNameAttribute.DOS) {
        continue;
      }
      long next = (n << OFFSET_BITS) | (node.offset(i) + node.length(i));
      if (!visitor.entry(reference(node, i), bytes, key, next)) {
        return false;
      }
    }
    return true;
  }

  /** The name of an entry as a visitor is given it. */
  static FileName name(byte[] bytes, int key) {
    int length = bytes[key + FileNameAttribute.NAME_LENGTH] & 0xFF;
    return FileName.ofUtf16le(bytes, key + FileNameAttribute.NAME, length);
  }

  /** Which blocks are in use, read a window at a time. For one listing. */
  private final class InUse {
    private static final int WINDOW = 4096;

    private final Visitor visitor;
    private byte[] window = new byte[0];
    private long start;
    private @Nullable CorruptException damage;

    InUse(Visitor visitor) {
      this.visitor = visitor;
    }

    /** Where the bitmap cannot be read, every block may be. */
    boolean contains(long block) throws IOException {
      if (bitmap == null || damage != null) {
        return true;
      }
      long at = block >> 3;
      if (at >= bitmap.size()) {
        return false;
      }
      if (at < start || at >= start + window.length) {
        try {
          window = bitmap.part(at, (int) Math.min(WINDOW, bitmap.size() - at));
        } catch (CorruptException e) {
          damage = e;
          visitor.damaged(e);
          return true;
        }
        start = at;
      }
      return (window[(int) (at - start)] >> (block & 7) & 1) != 0;
    }
  }

  int weight() {
    return 64 + index.weight() + (bitmap == null ? 0 : bitmap.weight());
  }
}
