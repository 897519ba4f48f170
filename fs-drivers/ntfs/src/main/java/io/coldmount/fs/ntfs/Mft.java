package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import io.coldmount.block.ImageException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** The master file table: records by number, read in pieces of {@link #BLOCK} bytes. */
final class Mft {

  private static final int BLOCK = 32 << 10;

  /** How many records at the beginning of the table $MFTMirr repeats at least. */
  private static final int MIRRORED = 4;

  private final BlockSource source;
  private final BootSector boot;
  private final int recordSize;
  private final int perBlock;
  private final ImageCache.Region<Block> blocks;
  private volatile RunContent table;

  /** Consecutive records, their fix-ups applied. */
  private static final class Block {
    private final byte[] bytes;
    private final long good; // bit i: record i passed the checks
    private final long place; // in the volume, or -1 if the records lie in several

    Block(byte[] bytes, long good, long place) {
      this.bytes = bytes;
      this.good = good;
      this.place = place;
    }

    int weight() {
      return bytes.length + 48;
    }
  }

  private Mft(BlockSource source, BootSector boot, ImageCache cache, RunContent table) {
    this.source = source;
    this.boot = boot;
    this.recordSize = boot.recordSize();
    this.perBlock = Math.max(1, BLOCK / recordSize);
    this.blocks = cache.region(Block::weight);
    this.table = table;
  }

  /**
   * Finds the table from its own first record, or from the mirror's copy of that.
   *
   * <p>The runs of a fragmented table stand in extension records, each of which lies in a part of
   * the table that the records before describe; so they are added one after the other.
   */
  static Mft open(BlockSource source, BootSector boot, ImageCache cache) throws IOException {
    FileRecord first = firstRecord(source, boot);
    AttributeRecord data = first.find(AttributeType.DATA, "");
    if (data == null || data.isResident() || data.lowestVcn() != 0) {
      throw new CorruptException(source.name(), "the record of $MFT has no runs of its $DATA");
    }
    var runs = new Runs.Builder(boot.clusterCount()).add(data);
    Mft mft = new Mft(source, boot, cache, table(source, boot, data, runs.build()));
    AttributeRecord list = first.find(AttributeType.ATTRIBUTE_LIST, "");
    if (list != null) {
      for (var entry : Inode.list(source, boot, Reference.MFT, list).entries()) {
        if (entry.type() == AttributeType.DATA
            && entry.name().isEmpty()
            && entry.lowestVcn() > 0
            && entry.lowestVcn() == runs.end()) {
          FileRecord extension = mft.record(Reference.number(entry.reference()));
          runs.add(Inode.piece(source, extension, entry));
          mft.table = table(source, boot, data, runs.build());
        }
      }
    }
    return mft;
  }

  private static RunContent table(
      BlockSource source, BootSector boot, AttributeRecord data, Runs runs) {
    return new RunContent(
        source,
        Integer.numberOfTrailingZeros(boot.clusterSize()),
        runs,
        data.initialised(),
        data.initialised(),
        new Subject(AttributeType.DATA, Reference.MFT));
  }

  private static FileRecord firstRecord(BlockSource source, BootSector boot) throws IOException {
    try {
      return parseAt(source, boot, boot.mftCluster() * boot.clusterSize(), 0);
    } catch (ImageException damage) {
      try {
        return parseAt(
            source, boot, Math.multiplyExact(boot.mirrorCluster(), boot.clusterSize()), 0);
      } catch (ImageException | ArithmeticException alsoDamaged) {
        throw damage;
      }
    }
  }

  private static FileRecord parseAt(BlockSource source, BootSector boot, long position, long number)
      throws IOException {
    byte[] bytes = source.bytes(position, boot.recordSize());
    return parse(source, position, bytes, 0, bytes.length, number);
  }

  private static FileRecord parse(
      BlockSource source, long position, byte[] bytes, int start, int size, long number)
      throws ImageException {
    FixUp.apply(
        source.name(), position, bytes, start, size, FileRecord.MAGIC, "MFT record " + number);
    return FileRecord.parse(
        new ByteView(source.name(), position - start, bytes).slice(start, size), number);
  }

  /** The number of records that were ever written. */
  long count() {
    return table.size() / recordSize;
  }

  /** Where record {@code number} lies in the volume. */
  long place(long number) throws CorruptException {
    return table.place(number * recordSize);
  }

  /** Where byte {@code at} of record {@code number} lies in the volume, or -1 if nowhere. */
  long place(long number, int at) throws CorruptException {
    return table.place(number * recordSize + at);
  }

  /** Whether records that both tables have lie in the same places. */
  boolean isPlacedLike(Mft other) {
    return table.isPlacedLike(other.table);
  }

  /**
   * The record {@code number}, base or extension, in use or not.
   *
   * @throws NoSuchFileException if there is none
   */
  FileRecord record(long number) throws IOException {
    if (number < 0 || number >= count()) {
      throw new NoSuchFileException(
          source.name(), null, "there is no MFT record " + number + " among " + count());
    }
    Block block = block(number / perBlock);
    int index = (int) (number % perBlock);
    int start = index * recordSize;
    if (block == null) {
      return alone(number);
    }
    if ((block.good >>> index & 1) == 0) {
      return damaged(number, block.bytes, start);
    }
    long place = block.place < 0 ? place(number) - start : block.place;
    return FileRecord.parse(
        new ByteView(source.name(), place, block.bytes).slice(start, recordSize), number);
  }

  private @Nullable Block block(long number) throws IOException {
    Block cached = blocks.peek(number);
    if (cached != null) {
      return cached;
    }
    try {
      Block loaded = load(number);
      blocks.put(number, loaded);
      return loaded;
    } catch (ImageException partOfTheBlockIsMissing) {
      return null;
    }
  }

  private Block load(long number) throws IOException {
    long position = number * perBlock * recordSize;
    int records = (int) Math.min(perBlock, count() - number * perBlock);
    byte[] bytes = table.part(position, records * recordSize);
    long good = 0;
    for (int i = 0; i < records; i++) {
      if (fixUp(bytes, i * recordSize)) {
        good |= 1L << i;
      }
    }
    boolean together = table.isTogether(position, bytes.length);
    return new Block(bytes, good, together ? table.place(position) : -1);
  }

  private boolean fixUp(byte[] bytes, int start) {
    // Most of the records of a young table are zeros: an exception for each would cost too much.
    if (bytes[start] != 'F') {
      return false;
    }
    try {
      FixUp.apply(source.name(), start, bytes, start, recordSize, FileRecord.MAGIC, "MFT record");
      return true;
    } catch (ImageException theRecordSaysSoWhenItIsAskedFor) {
      return false;
    }
  }

  /** Reads a record whose neighbours cannot be read. */
  private FileRecord alone(long number) throws IOException {
    byte[] bytes = table.part(number * recordSize, recordSize);
    return damaged(number, bytes, 0);
  }

  private FileRecord damaged(long number, byte[] bytes, int start) throws IOException {
    if (isZero(bytes, start, recordSize)) {
      throw new NoSuchFileException(
          source.name(), null, "MFT record " + number + " was never used");
    }
    try {
      byte[] copy = java.util.Arrays.copyOfRange(bytes, start, start + recordSize);
      return parse(source, place(number), copy, 0, recordSize, number);
    } catch (ImageException damage) {
      if (number < MIRRORED) {
        try {
          long mirror = boot.mirrorCluster() * boot.clusterSize() + number * recordSize;
          return parseAt(source, boot, mirror, number);
        } catch (ImageException alsoDamaged) {
          throw damage;
        }
      }
      throw damage;
    }
  }

  private static boolean isZero(byte[] bytes, int start, int count) {
    for (int i = start; i < start + count; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  void close() {
    blocks.clear();
  }
}
