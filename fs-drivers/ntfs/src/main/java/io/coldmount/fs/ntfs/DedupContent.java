package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A deduplicated file: its reparse point leads to lists of chunks, and these to the chunks, each
 * stored as it is or compressed with {@link PlainLz77}.
 */
final class DedupContent extends Content {

  private static final int CHUNK_BITS = 16;

  private final String source;
  private final DedupReparse reparse;
  private final ChunkStore store;
  private final ChunkCache chunks;
  private final ChunkCache maps;

  private DedupContent(
      NtfsVolume volume, String source, long size, DedupReparse reparse, ChunkStore store) {
    super(size);
    this.source = source;
    this.reparse = reparse;
    this.store = store;
    this.chunks = volume.chunkCache();
    this.maps = volume.chunkCache();
  }

  /**
   * @param own the file's own data, which tell its size
   */
  static Content open(NtfsVolume volume, long record, Attribute own, ReparsePoint point)
      throws IOException {
    String source = volume.name() + ": " + new Subject(AttributeType.DATA, record);
    long size = own.size();
    DedupReparse reparse;
    try {
      reparse = DedupReparse.parse(point.data());
      requireHole(volume, source, own);
    } catch (UnsupportedException e) {
      return new UnreadableContent(size, () -> e);
    }
    long end = reparse.parts().getLast().end();
    if (end != size) {
      throw new CorruptException(
          source, "its chunks have " + end + " bytes, but the file has " + size);
    }
    return new DedupContent(
        volume, source, size, reparse, ChunkStore.open(volume, reparse.store()));
  }

  /** What was written since the file was deduplicated stands in the file itself. */
  private static void requireHole(NtfsVolume volume, String source, Attribute own)
      throws ImageException {
    boolean hole = !own.first().isResident();
    if (hole) {
      Runs runs = own.runs(volume.boot().clusterCount());
      for (int i = 0; i < runs.count(); i++) {
        hole &= runs.lcn(i) == Runs.HOLE;
      }
    }
    if (!hole) {
      throw new UnsupportedException(source, "a deduplicated file that was written to again");
    }
  }

  @Override
  int weight() {
    return 200 + 160 * reparse.parts().size();
  }

  @Override
  void fill(long position, ByteBuffer target) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int part = part(at);
      ChunkMap map = map(part);
      int chunk = map.find(at);
      byte[] plain = plain(part, map, chunk);
      int from = (int) (at - map.begin(chunk));
      int step = Math.min(target.remaining(), plain.length - from);
      target.put(plain, from, step);
      at += step;
    }
  }

  /** The part that holds {@code position}; there are few. */
  private int part(long position) {
    int part = 0;
    while (reparse.parts().get(part).end() <= position) {
      part++;
    }
    return part;
  }

  private ChunkMap map(int number) throws IOException {
    DedupReparse.Part part = reparse.parts().get(number);
    byte[] bytes = maps.peek(number);
    if (bytes != null) {
      return new ChunkMap(new ByteView(source, 0, bytes), part.begin());
    }
    bytes = load(part);
    var map = ChunkMap.parse(new ByteView(source, 0, bytes), part.begin(), part.end());
    maps.put(number, bytes);
    return map;
  }

  /** The place is the part's, or, after a change of the file, the index's. */
  private byte[] load(DedupReparse.Part part) throws IOException {
    int size = (int) part.mapSize();
    for (ChunkContainer container : store.streams(part.container())) {
      byte[] bytes =
          container.chunk(ChunkContainer.Kind.STREAM, part.offset(), size, part.digest());
      if (bytes == null) {
        long offset = container.indexed(part.number());
        bytes = container.chunk(ChunkContainer.Kind.STREAM, offset, size, part.digest());
      }
      if (bytes != null) {
        return bytes;
      }
    }
    throw new CorruptException(
        source,
        "no container "
            + Long.toHexString(part.container())
            + " of its chunk store has its list of chunks "
            + part.number());
  }

  private byte[] plain(int part, ChunkMap map, int chunk) throws IOException {
    long key = ((long) part << CHUNK_BITS) | chunk;
    byte[] known = chunks.peek(key);
    if (known == null) {
      known = inflate(map, chunk);
      chunks.put(key, known);
    }
    return known;
  }

  private byte[] inflate(ChunkMap map, int chunk) throws IOException {
    ChunkContainer container = store.data(map.container(chunk));
    byte[] stored =
        container.chunk(
            ChunkContainer.Kind.DATA, map.offset(chunk), map.storedSize(chunk), map.digest(chunk));
    if (stored == null) {
      throw container.missing("chunk " + chunk + " of " + source, map.offset(chunk));
    }
    if (stored.length == map.size(chunk)) {
      return stored;
    }
    byte[] plain = new byte[map.size(chunk)];
    PlainLz77.inflate(source, stored, plain);
    return plain;
  }

  @Override
  Extent extent(long position, long length) throws IOException {
    ChunkMap map = map(part(position));
    int chunk = map.find(position);
    Content container = store.data(map.container(chunk)).content();
    long place = ChunkContainer.payload(ChunkContainer.Kind.DATA, map.offset(chunk));
    if (place >= container.size()) {
      throw new CorruptException(source, "its chunk " + chunk + " lies behind its container");
    }
    long count = Math.min(length, map.end(chunk) - position);
    return new Extent(position, count, packed(container.extent(place, 1).stored()));
  }

  private static Extent.@Nullable Storage packed(Extent.@Nullable Storage at) {
    return at == null ? null : new Extent.Storage(at.link(), at.file(), at.offset(), true);
  }
}
