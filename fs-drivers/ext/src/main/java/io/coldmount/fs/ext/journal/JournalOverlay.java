package io.coldmount.fs.ext.journal;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A volume with replayed blocks laid over it. The copies stay in the journal and are read from
 * there; what is kept is where they lie, 16 bytes a block.
 */
final class JournalOverlay extends BlockSource {

  private static final long ESCAPED = 1;

  private final BlockSource volume;
  private final BlockSource journal;
  private final int blockSize;
  private final long[] blocks; // of the volume, ascending
  private final long[] copies; // where each lies in the journal, as copy() packs it

  /** Takes the blocks of {@code map}, whose values are those of {@link #copy}. */
  JournalOverlay(BlockSource volume, BlockSource journal, int blockSize, BlockMap map) {
    super(volume.name(), volume.size());
    this.volume = volume;
    this.journal = journal;
    this.blockSize = blockSize;
    this.blocks = map.sortedBlocks();
    this.copies = new long[blocks.length];
    for (int i = 0; i < blocks.length; i++) {
      copies[i] = map.get(blocks[i], 0);
    }
  }

  /** A map's value: the journal's block {@code journalBlock} holds the copy. */
  static long copy(long journalBlock, boolean escaped) {
    return (journalBlock << 1) | (escaped ? ESCAPED : 0);
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    int limit = target.limit();
    long at = position;
    while (target.hasRemaining()) {
      int index = indexAtOrBehind(at / blockSize);
      boolean replayed = isReplayed(index, at);
      long run = replayed ? replayedRun(index, at, target.remaining()) : untouchedRun(index, at);
      int count = (int) Math.min(run, target.remaining());
      target.limit(target.position() + count);
      if (replayed) {
        readCopy(copies[index], at % blockSize, target);
      } else {
        volume.read(at, target);
      }
      target.limit(limit);
      at += count;
    }
  }

  private void readCopy(long copy, long within, ByteBuffer target) throws IOException {
    int start = target.position();
    int end = target.limit();
    journal.read((copy >> 1) * blockSize + within, target);
    if ((copy & ESCAPED) != 0) {
      for (int i = (int) within; i < 4 && i - within < end - start; i++) {
        target.put(start + (i - (int) within), (byte) (BlockHeader.MAGIC >> (24 - 8 * i)));
      }
    }
  }

  @Override
  protected Extent extentInside(long position, long length) throws IOException {
    int index = indexAtOrBehind(position / blockSize);
    if (!isReplayed(index, position)) {
      return volume.extent(position, Math.min(length, untouchedRun(index, position)));
    }
    long count = Math.min(length, replayedRun(index, position, length));
    boolean escaped = (copies[index] & ESCAPED) != 0;
    long inJournal = (copies[index] >> 1) * blockSize + position % blockSize;
    Extent stored = journal.extent(inJournal, count).at(position);
    return escaped ? transformed(stored) : stored;
  }

  /** An escaped copy is not stored as it reads. */
  private Extent transformed(Extent extent) {
    Extent.Storage from = extent.stored();
    Extent.Storage storage =
        from == null
            ? new Extent.Storage(journal.name(), "", 0, true)
            : new Extent.Storage(from.link(), from.file(), from.offset(), true);
    return new Extent(extent.position(), extent.length(), storage);
  }

  private boolean isReplayed(int index, long position) {
    return index < blocks.length && blocks[index] == position / blockSize;
  }

  private int indexAtOrBehind(long block) {
    int found = Arrays.binarySearch(blocks, block);
    return found >= 0 ? found : -found - 1;
  }

  private long untouchedRun(int index, long position) {
    return (index < blocks.length ? blocks[index] * blockSize : size()) - position;
  }

  /**
   * To the end of the block, and on over copies that follow each other here as in the journal,
   * until there is enough for {@code wanted} bytes.
   */
  private long replayedRun(int index, long position, long wanted) {
    int last = index;
    while ((blocks[last] + 1) * blockSize - position < wanted
        && (copies[last] & ESCAPED) == 0
        && last + 1 < blocks.length
        && blocks[last + 1] == blocks[last] + 1
        && copies[last + 1] == copies[last] + 2) {
      last++;
    }
    return (blocks[last] + 1) * blockSize - position;
  }
}
