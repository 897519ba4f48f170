package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;

/**
 * The list of the chunks of one part of a deduplicated file. Source: as for {@link DedupReparse}.
 *
 * @param b checked by {@link #parse}
 */
record ChunkMap(ByteView b, long begin) {

  static final String MAGIC = "Smap";

  /** Lists of more than 512 chunks are rare; a file that needs so many more has several parts. */
  static final int MAXIMUM = 4 << 20;

  private static final int HEADER = 8;
  private static final int ENTRY = 64;

  /** Windows makes chunks of 128 KiB at most. */
  private static final int MAXIMUM_CHUNK = 1 << 20;

  static boolean isSize(long bytes) {
    return bytes > HEADER && (bytes - HEADER) % ENTRY == 0;
  }

  /**
   * @param end where the part ends that begins at {@code begin}
   */
  static ChunkMap parse(ByteView b, long begin, long end) throws ImageException {
    if (!b.matches(0, MAGIC)) {
      throw b.corrupt("the magic of a list of chunks", 0, b.u32be(0));
    }
    var map = new ChunkMap(b, begin);
    long last = begin;
    for (int i = 0; i < map.count(); i++) {
      long chunkEnd = map.end(i);
      b.require(
          chunkEnd > last && chunkEnd - last <= MAXIMUM_CHUNK,
          "the end of a chunk",
          at(i) + 0x10,
          chunkEnd);
      long stored = b.u32le(at(i) + 0x38);
      b.require(
          stored > 0 && stored <= chunkEnd - last,
          "the stored size of a chunk",
          at(i) + 0x38,
          stored);
      last = chunkEnd;
    }
    b.require(last == end, "the end of the last chunk of a part", at(map.count() - 1) + 0x10, last);
    return map;
  }

  private static int at(int chunk) {
    return HEADER + chunk * ENTRY;
  }

  int count() {
    return (b.length() - HEADER) / ENTRY;
  }

  /** The chunk that holds byte {@code position} of the file, which lies in this part. */
  int find(long position) throws ImageException {
    int low = 0;
    int high = count() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (end(middle) <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  long begin(int chunk) throws ImageException {
    return chunk == 0 ? begin : end(chunk - 1);
  }

  long end(int chunk) throws ImageException {
    return b.u64le(at(chunk) + 0x10);
  }

  int size(int chunk) throws ImageException {
    return (int) (end(chunk) - begin(chunk));
  }

  int storedSize(int chunk) throws ImageException {
    return (int) b.u32le(at(chunk) + 0x38);
  }

  /** The container of data that holds a chunk, as its file is called. */
  String container(int chunk) throws ImageException {
    return "%08x.%08x.ccc".formatted(b.u32le(at(chunk) + 4), b.u32le(at(chunk) + 0x0C));
  }

  /** Where in its container a chunk lies. */
  long offset(int chunk) throws ImageException {
    return b.u32le(at(chunk) + 8);
  }

  ByteView digest(int chunk) throws ImageException {
    return b.slice(at(chunk) + 0x18, 32);
  }
}
