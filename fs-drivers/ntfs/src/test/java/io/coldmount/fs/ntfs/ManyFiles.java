package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * A volume of any number of files, made of nothing: each record and index block is written when it
 * is read. Folders {@code d00}... hold folders {@code e00}..., and each of these 100 files.
 */
@SuppressWarnings("ByteBufferBackingArray") // all buffers are allocated here
final class ManyFiles extends BlockSource {

  static final int FILES = 100;

  private static final int CLUSTER = 4096;
  private static final int RECORD = 1024;
  private static final int MFT = 4 * CLUSTER;
  private static final int FIRST = 64;
  private static final int BLOCKS = 3; // of each folder's index
  private static final int DIRECTORY = 0x10000000;

  final AtomicLong reads = new AtomicLong();
  final AtomicLong bytesRead = new AtomicLong();

  private final int outer;
  private final int inner;
  private final long records;
  private final long indexes;

  /**
   * @param outer folders in the root, 3 to 100
   * @param inner folders in each of these, 3 to 100
   */
  ManyFiles(int outer, int inner) {
    super(
        "many", MFT + size(outer, inner) + CLUSTER); // the last is for the copy of the boot sector
    this.outer = outer;
    this.inner = inner;
    this.records = records(outer, inner);
    this.indexes = MFT + records * RECORD;
  }

  private static long records(int outer, int inner) {
    return (FIRST + outer * (1L + inner * (FILES + 1L)) + 3) & ~3;
  }

  private static long size(int outer, int inner) {
    return records(outer, inner) * RECORD + (1 + outer * (1L + inner)) * BLOCKS * CLUSTER;
  }

  long files() {
    return (long) outer * inner * FILES;
  }

  @Override
  protected void readInside(long position, ByteBuffer target) {
    reads.incrementAndGet();
    bytesRead.addAndGet(target.remaining());
    for (long at = position; target.hasRemaining(); ) {
      byte[] unit = unit(at);
      int within = (int) (at % unit.length);
      int count = Math.min(target.remaining(), unit.length - within);
      target.put(unit, within, count);
      at += count;
    }
  }

  @Override
  protected Extent extentInside(long position, long length) {
    return new Extent(position, length, new Extent.Storage(name(), name(), position, false));
  }

  /** The record, block or cluster that holds the byte at {@code position}. */
  private byte[] unit(long position) {
    if (position < MFT || position >= size() - CLUSTER) {
      return position < CLUSTER ? boot() : new byte[CLUSTER];
    }
    return position < indexes
        ? record((position - MFT) / RECORD)
        : block((position - indexes) / CLUSTER);
  }

  private byte[] boot() {
    ByteBuffer b = buffer(CLUSTER);
    b.put(3, "NTFS    ".getBytes(StandardCharsets.US_ASCII));
    b.putShort(0x0B, (short) 512).put(0x0D, (byte) (CLUSTER / 512)).putLong(0x28, size() / 512 - 1);
    b.putLong(0x30, MFT / CLUSTER).putLong(0x38, 2).put(0x40, (byte) -10).put(0x44, (byte) -12);
    return b.array();
  }

  /**
   * What a record is of: the folder's or file's place in the tree; -1 stands for "of that above".
   */
  private record Place(int outer, int inner, int file) {
    boolean isFile() {
      return file >= 0;
    }
  }

  private static final Place ROOT = new Place(-1, -1, -1);

  private long number(Place place) {
    return place.outer < 0
        ? Reference.ROOT
        : FIRST
            + place.outer * (1 + inner * (FILES + 1L))
            + (place.inner < 0 ? 0 : 1 + place.inner * (FILES + 1L) + 1 + place.file);
  }

  private Place place(long number) {
    long perOuter = 1 + inner * (FILES + 1L);
    int first = (int) ((number - FIRST) / perOuter);
    int rest = (int) ((number - FIRST) % perOuter) - 1;
    return rest < 0
        ? new Place(first, -1, -1)
        : new Place(first, rest / (FILES + 1), rest % (FILES + 1) - 1);
  }

  private Place child(Place folder, int i) {
    if (folder.outer < 0) {
      return new Place(i, -1, -1);
    }
    return folder.inner < 0
        ? new Place(folder.outer, i, -1)
        : new Place(folder.outer, folder.inner, i);
  }

  private int children(Place folder) {
    return folder.outer < 0 ? outer : folder.inner < 0 ? inner : FILES;
  }

  private static String name(Place place) {
    int number = place.isFile() ? place.file : place.inner >= 0 ? place.inner : place.outer;
    return "%s%02d".formatted(place.isFile() ? "f" : place.inner >= 0 ? "e" : "d", number);
  }

  /** The folders are numbered as they stand in the table, the root first. */
  private long ordinal(Place folder) {
    return folder.outer < 0 ? 0 : 1 + folder.outer * (1L + inner) + folder.inner + 1;
  }

  private Place folder(long ordinal) {
    return ordinal == 0
        ? ROOT
        : new Place(
            (int) ((ordinal - 1) / (1 + inner)), (int) ((ordinal - 1) % (1 + inner)) - 1, -1);
  }

  private byte[] record(long number) {
    if (number == Reference.MFT) {
      var record = new RecordWriter(1).name(Reference.ROOT, "$MFT", 0);
      long clusters = records * RECORD / CLUSTER;
      return record.runs(AttributeType.DATA, "", clusters, MFT / CLUSTER).end();
    }
    if (number == Reference.VOLUME) {
      return new RecordWriter(1)
          .name(Reference.ROOT, "$Volume", 0)
          .resident(AttributeType.VOLUME_INFORMATION, "", new byte[12])
          .end();
    }
    if (number != Reference.ROOT && number < FIRST) {
      return new byte[RECORD];
    }
    Place place = number == Reference.ROOT ? ROOT : place(number);
    if (place.outer >= outer) {
      return new byte[RECORD]; // the last records of the table's last cluster
    }
    return place.isFile()
        ? new RecordWriter(1)
            .name(number - place.file - 1, name(place), 0)
            .resident(AttributeType.DATA, "", name(place).getBytes(StandardCharsets.US_ASCII))
            .end()
        : directory(place);
  }

  private byte[] directory(Place place) {
    ByteBuffer root = buffer(16 + 16 + 2 * 96 + 24);
    root.putInt(0, AttributeType.FILE_NAME).putInt(4, 1).putInt(8, CLUSTER).put(12, (byte) 1);
    entries(root, 16, 16, place, -1);
    long lcn = (indexes + ordinal(place) * BLOCKS * CLUSTER) / CLUSTER;
    Place above = place.inner >= 0 ? new Place(place.outer, -1, -1) : ROOT;
    return new RecordWriter(3)
        .name(number(above), place.outer < 0 ? "." : name(place), DIRECTORY)
        .resident(AttributeType.INDEX_ROOT, Index.OF_NAMES, root.array())
        .runs(AttributeType.INDEX_ALLOCATION, Index.OF_NAMES, BLOCKS, lcn)
        .resident(AttributeType.BITMAP, Index.OF_NAMES, new byte[] {7, 0, 0, 0, 0, 0, 0, 0})
        .end();
  }

  private byte[] block(long number) {
    ByteBuffer b = buffer(CLUSTER);
    b.putInt(0, 0x58444E49).putShort(4, (short) 40).putShort(6, (short) 9);
    b.putLong(16, number % BLOCKS);
    entries(b, 24, 40, folder(number / BLOCKS), (int) (number % BLOCKS));
    return protect(b, 40);
  }

  /**
   * Writes a node: the root (-1) has two names, with a block before, between and behind them that
   * hold the others.
   */
  private void entries(ByteBuffer b, int header, int first, Place folder, int block) {
    int count = children(folder);
    int[] bounds = {-1, count / 3, 2 * count / 3, count};
    IntFunction<Place> child = i -> child(folder, i);
    int at = header + first;
    if (block < 0) {
      for (int i = 1; i <= 2; i++) {
        at = entry(b, at, folder, child.apply(bounds[i]), i - 1);
      }
    } else {
      for (int i = bounds[block] + 1; i < bounds[block + 1]; i++) {
        at = entry(b, at, folder, child.apply(i), -1);
      }
    }
    int last = block < 0 ? 24 : 16;
    b.putShort(at + 8, (short) last).putShort(at + 12, (short) (block < 0 ? 3 : 2));
    if (block < 0) {
      b.putLong(at + 16, 2);
    }
    at += last;
    b.putInt(header, first).putInt(header + 4, at - header);
    b.putInt(header + 8, b.capacity() - header).putInt(header + 12, block < 0 ? 1 : 0);
  }

  private int entry(ByteBuffer b, int at, Place folder, Place child, int sub) {
    byte[] key = nameKey(number(folder), name(child), child.isFile() ? 0 : DIRECTORY);
    int length = 16 + key.length + (sub < 0 ? 0 : 8);
    b.putLong(at, number(child)).putShort(at + 8, (short) length);
    b.putShort(at + 10, (short) key.length).putShort(at + 12, (short) (sub < 0 ? 0 : 1));
    b.put(at + 16, key);
    if (sub >= 0) {
      b.putLong(at + length - 8, sub);
    }
    return at + length;
  }

  private static byte[] nameKey(long parent, String name, int flags) {
    ByteBuffer b = buffer((FileNameAttribute.NAME + 2 * name.length() + 7) & ~7);
    b.putLong(0, parent).putInt(FileNameAttribute.FLAGS, flags);
    b.put(FileNameAttribute.NAME_LENGTH, (byte) name.length());
    b.put(FileNameAttribute.NAME_SPACE, (byte) 1);
    b.put(FileNameAttribute.NAME, Utf16.encode(name));
    return b.array();
  }

  /** Puts the update sequence at {@code usa} in, as a write to the disk does. */
  private static byte[] protect(ByteBuffer b, int usa) {
    b.putShort(usa, (short) 1);
    for (int i = 1; i * 512 <= b.capacity(); i++) {
      b.putShort(usa + 2 * i, b.getShort(512 * i - 2)).putShort(512 * i - 2, (short) 1);
    }
    return b.array();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes one record of the table. */
  private static final class RecordWriter {
    private final ByteBuffer b = buffer(RECORD);
    private int at = 56;
    private int id;

    RecordWriter(int flags) {
      b.putInt(0, 0x454C4946).putShort(4, (short) 48).putShort(6, (short) 3);
      b.putShort(0x12, (short) 1).putShort(0x14, (short) at).putShort(0x16, (short) flags);
      resident(AttributeType.STANDARD_INFORMATION, "", new byte[48]);
    }

    RecordWriter name(long parent, String name, int flags) {
      return resident(AttributeType.FILE_NAME, "", nameKey(parent, name, flags));
    }

    RecordWriter resident(int type, String name, byte[] value) {
      int valueAt = header(type, 24, name);
      b.putInt(at + 16, value.length).putShort(at + 20, (short) valueAt).put(at + valueAt, value);
      return end(valueAt + value.length);
    }

    RecordWriter runs(int type, String name, long clusters, long lcn) {
      int runs = header(type, 64, name);
      long size = clusters * CLUSTER;
      b.put(at + 8, (byte) 1).putLong(at + 24, clusters - 1).putShort(at + 32, (short) runs);
      b.putLong(at + 40, size).putLong(at + 48, size).putLong(at + 56, size);
      b.put(at + runs, (byte) 0x44);
      b.putInt(at + runs + 1, (int) clusters).putInt(at + runs + 5, (int) lcn);
      return end(runs + 10);
    }

    private int header(int type, int size, String name) {
      b.putInt(at, type).put(at + 9, (byte) name.length()).putShort(at + 10, (short) size);
      b.putShort(at + 14, (short) id++).put(at + size, Utf16.encode(name));
      return (size + 2 * name.length() + 7) & ~7;
    }

    private RecordWriter end(int length) {
      int whole = (length + 7) & ~7;
      b.putInt(at + 4, whole);
      at += whole;
      return this;
    }

    byte[] end() {
      b.putInt(at, AttributeType.END).putInt(0x18, at + 8).putInt(0x1C, RECORD);
      return protect(b, 48);
    }
  }
}
