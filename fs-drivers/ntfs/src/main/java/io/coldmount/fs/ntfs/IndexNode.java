package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of an index root or an index block, checked. Layout: {@code INDEX_HEADER} and {@code
 * INDEX_ENTRY} of Linux-NTFS, "Index header", "Index entry".
 */
final class IndexNode {

  private static final int ENTRY_HEADER = 16;
  private static final int HAS_SUB_NODE = 1;
  private static final int LAST = 2;

  private final byte[] bytes;
  private final int[] offsets;
  private final long[] children;
  private final @Nullable CorruptException damage;

  private IndexNode(
      byte[] bytes, int[] offsets, long[] children, @Nullable CorruptException damage) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.children = children;
    this.damage = damage;
  }

  /**
   * Parses the node whose header is at {@code header} of {@code bytes}. What stands before a
   * damaged entry is kept.
   *
   * @param ofNames whether the keys are {@code $FILE_NAME}s, so that their lengths are checked
   */
  static IndexNode parse(String source, long position, byte[] bytes, int header, boolean ofNames)
      throws ImageException {
    ByteView b = new ByteView(source, position, bytes).from(header);
    long firstEntryOffset = b.u32le(0);
    long indexLength = b.u32le(4);
    b.require(indexLength <= b.length(), "the length of an index node", 4, indexLength);
    b.require(
        firstEntryOffset >= 16 && firstEntryOffset <= indexLength,
        "the offset of the first entry of an index node",
        0,
        firstEntryOffset);
    var scan = new Scan(b.slice(0, (int) indexLength), header, ofNames);
    CorruptException damage = null;
    try {
      scan.run((int) firstEntryOffset);
    } catch (CorruptException e) {
      damage = e;
    }
    return new IndexNode(
        bytes,
        Arrays.copyOf(scan.offsets, scan.count),
        scan.hasChildren ? Arrays.copyOf(scan.children, scan.count + 1) : new long[0],
        damage);
  }

  /** Ends because each entry takes at least {@link #ENTRY_HEADER} bytes of the node. */
  private static final class Scan {
    private final ByteView b;
    private final int header;
    private final boolean ofNames;
    private int[] offsets = new int[16];
    private long[] children = new long[17];
    private int count;
    private boolean hasChildren;

    Scan(ByteView b, int header, boolean ofNames) {
      this.b = b;
      this.header = header;
      this.ofNames = ofNames;
    }

    void run(int first) throws ImageException {
      int offset = first;
      while (true) {
        int length = b.u16le(offset + 8);
        int flags = b.u16le(offset + 12);
        boolean hasSubNode = (flags & HAS_SUB_NODE) != 0;
        b.require(
            length >= ENTRY_HEADER + (hasSubNode ? 8 : 0)
                && (length & 7) == 0
                && length <= b.length() - offset,
            "the length of an index entry",
            offset + 8,
            length);
        if (count == offsets.length) {
          offsets = Arrays.copyOf(offsets, 2 * count);
          children = Arrays.copyOf(children, 2 * count + 1);
        }
        children[count] = hasSubNode ? b.u64le(offset + length - 8) : -1;
        hasChildren |= hasSubNode;
        if ((flags & LAST) != 0) {
          return;
        }
        if (ofNames) {
          requireName(offset, length);
        }
        children[count + 1] = -1;
        offsets[count++] = header + offset;
        offset += length;
      }
    }

    private void requireName(int offset, int length) throws ImageException {
      int keyLength = b.u16le(offset + 10);
      int nameLength = b.u8(offset + ENTRY_HEADER + FileNameAttribute.NAME_LENGTH);
      b.require(
          keyLength <= length - ENTRY_HEADER
              && keyLength >= FileNameAttribute.NAME + 2 * nameLength
              && nameLength > 0,
          "the length of the name in an index entry",
          offset + 10,
          keyLength);
    }
  }

  /** Why what stands behind the last entry could not be read, or null. */
  @Nullable CorruptException damage() {
    return damage;
  }

  /** The number of entries with a key. */
  int count() {
    return offsets.length;
  }

  byte[] bytes() {
    return bytes;
  }

  int offset(int entry) {
    return offsets[entry];
  }

  /** Where the key of an entry begins. */
  int key(int entry) {
    return offsets[entry] + ENTRY_HEADER;
  }

  int keyLength(int entry) {
    int at = offsets[entry] + 10;
    return (bytes[at] & 0xFF) | ((bytes[at + 1] & 0xFF) << 8);
  }

  /** The length of an entry, in bytes. */
  int length(int entry) {
    int at = offsets[entry] + 8;
    return (bytes[at] & 0xFF) | ((bytes[at + 1] & 0xFF) << 8);
  }

  /**
   * The block with the keys before {@code entry}, or behind the last if it is {@link #count}; -1 if
   * there is none.
   */
  long child(int entry) {
    return entry < children.length ? children[entry] : -1;
  }

  /** The first entry at or behind {@code offset}. */
  int entryFrom(long offset) {
    int low = 0;
    int high = offsets.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (offsets[middle] < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  int weight() {
    return bytes.length + 4 * offsets.length + 8 * children.length + 100;
  }
}
