package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A file that the Windows overlay filter compressed: the stream {@link FileData#WOF_STREAM} holds a
 * table with the end of each chunk but the last, then the chunks, each packed on its own, or as it
 * is where packing gained nothing. Source: wimlib, "System compression".
 */
final class WofContent extends Content {

  /** The most chunks that are read at once: 1 MiB of LZX. */
  private static final int BATCH = 32;

  /** The bytes of the table that are kept together. */
  private static final int PAGE = 16 << 10;

  private final String source;
  private final Content packed;
  private final WofInformation information;
  private final int shift;
  private final int entrySize;
  private final long chunks;
  private final long tableSize;
  private final ChunkCache cache;
  private final ChunkCache pages;

  private WofContent(
      NtfsVolume volume, String what, long size, Content packed, WofInformation information)
      throws CorruptException {
    super(size);
    this.source = volume.name() + ": " + what;
    this.packed = packed;
    this.information = information;
    this.shift = Integer.numberOfTrailingZeros(information.chunkSize());
    this.entrySize = size >= 1L << 32 ? 8 : 4;
    this.chunks = (size + information.chunkSize() - 1) >> shift;
    this.tableSize = Math.max(0, chunks - 1) * entrySize;
    this.cache = volume.chunkCache();
    this.pages = volume.chunkCache();
    if (packed.size() < tableSize || chunks > 0xFFFF_FFFFL) {
      throw new CorruptException(
          source,
          "its compressed stream has "
              + packed.size()
              + " bytes, fewer than the table of its "
              + chunks
              + " chunks takes");
    }
  }

  /**
   * @param own the file's own data, which tell its size
   */
  static Content open(NtfsVolume volume, Inode inode, ReparsePoint reparse, Content own)
      throws IOException {
    String what = "the data of MFT record " + inode.base().number();
    WofInformation information;
    try {
      information = WofInformation.parse(reparse.data());
    } catch (UnsupportedException e) {
      return new UnreadableContent(own.size(), () -> e);
    }
    Content packed = volume.content(inode, AttributeType.DATA, FileData.WOF_STREAM);
    if (packed == null) {
      throw new CorruptException(
          volume.name(), what + " are compressed, but there is no stream " + FileData.WOF_STREAM);
    }
    return new WofContent(volume, what, own.size(), packed, information);
  }

  @Override
  int weight() {
    return 160 + packed.weight();
  }

  @Override
  void fill(long position, ByteBuffer target) throws IOException {
    long at = position;
    ChunkDecoder decoder = null;
    while (target.hasRemaining()) {
      long chunk = at >> shift;
      byte[] known = cache.peek(chunk);
      if (known != null) {
        int step = step(at, chunk, target);
        target.put(known, (int) (at - (chunk << shift)), step);
        at += step;
        continue;
      }
      if (decoder == null) {
        decoder = information.decoder(source);
      }
      long last = Math.min((at + target.remaining() - 1) >> shift, chunk + BATCH - 1);
      at = fillFrom(decoder, at, chunk, last, target);
    }
  }

  /** The bytes of {@code chunk} from {@code at} on that the target takes. */
  private int step(long at, long chunk, ByteBuffer target) {
    return (int) Math.min(target.remaining(), (chunk << shift) + sizeOf(chunk) - at);
  }

  private int sizeOf(long chunk) {
    return (int) Math.min(information.chunkSize(), size() - (chunk << shift));
  }

  private long fillFrom(
      ChunkDecoder decoder, long position, long first, long last, ByteBuffer target)
      throws IOException {
    long start = end(first - 1);
    long stop = end(last);
    if (stop < start || stop - start > (last - first + 1) << shift) {
      throw outOfOrder(first, start, stop);
    }
    byte[] bytes = packed.part(tableSize + start, (int) (stop - start));
    long at = position;
    long from = start;
    for (long chunk = first; chunk <= last; chunk++) {
      long to = end(chunk);
      int size = sizeOf(chunk);
      if (to <= from || to > stop || to - from > size) {
        throw outOfOrder(chunk, from, to);
      }
      int step = step(at, chunk, target);
      int inChunk = (int) (at - (chunk << shift));
      byte[] plain = bytes;
      int plainAt = (int) (from - start);
      if (to - from < size) {
        decoder.decode(bytes, plainAt, (int) (to - start), size);
        plain = decoder.out;
        plainAt = 0;
        if (step < size) {
          cache.put(chunk, java.util.Arrays.copyOf(plain, size));
        }
      }
      target.put(plain, plainAt + inChunk, step);
      at += step;
      from = to;
    }
    return at;
  }

  private CorruptException outOfOrder(long chunk, long from, long to) {
    return new CorruptException(
        source, "its chunk " + chunk + " is said to lie from " + from + " to " + to);
  }

  /** Where chunk {@code chunk} ends, counted from behind the table; 0 for the chunk -1. */
  private long end(long chunk) throws IOException {
    if (chunk < 0) {
      return 0;
    }
    long data = packed.size() - tableSize;
    if (chunk == chunks - 1) {
      return data;
    }
    long offset = chunk * entrySize;
    long page = offset / PAGE;
    byte[] bytes = pages.peek(page);
    if (bytes == null) {
      bytes = packed.part(page * PAGE, (int) Math.min(PAGE, tableSize - page * PAGE));
      pages.put(page, bytes);
    }
    var view = new ByteView(source, page * PAGE, bytes);
    int at = (int) (offset % PAGE);
    long end = entrySize == 8 ? view.u64le(at) : view.u32le(at);
    if (end < 0 || end > data) {
      throw outOfOrder(chunk, 0, end);
    }
    return end;
  }

  @Override
  Extent extent(long position, long length) throws IOException {
    long chunk = position >> shift;
    long count = Math.min(length, (chunk << shift) + sizeOf(chunk) - position);
    Extent.Storage stored = stored(tableSize + end(chunk - 1));
    return new Extent(position, count, stored);
  }

  private Extent.@Nullable Storage stored(long inStream) throws IOException {
    if (inStream >= packed.size()) {
      throw new CorruptException(source, "its compressed stream ends at " + packed.size());
    }
    Extent.Storage at = packed.extent(inStream, 1).stored();
    return at == null ? null : new Extent.Storage(at.link(), at.file(), at.offset(), true);
  }
}
