package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Where the chunks of a deduplicated file are listed: the data of its reparse point. Microsoft does
 * not document it; source: the field notes in the deduplication plug-in of ntfs-3g, versions 1.2
 * and 2.1 of the data.
 *
 * @param store the name of the chunk store's folder
 */
record DedupReparse(String store, List<Part> parts) {

  private static final int SEVERAL_PARTS = 0x0102;
  private static final int ONE_PART = 0x0201;
  private static final int PART = 64;

  /**
   * One list of chunks: {@code mapSize} bytes at {@code offset} of a container of streams.
   *
   * @param number of the list in its container, by which the container's index knows it
   * @param begin and {@code end}: the bytes of the file that it describes
   */
  record Part(
      long number,
      long container,
      long offset,
      long mapSize,
      ByteView digest,
      long begin,
      long end) {}

  static DedupReparse parse(ByteView b) throws ImageException {
    int format = b.u16le(0);
    int length = b.u16le(2);
    b.require(length == b.length() && length >= 8, "the length of deduplication data", 2, length);
    var crc = new CRC32();
    crc.update(b.slice(0, length - 4).buffer());
    long stored = b.u32le(length - 4);
    b.require(stored == crc.getValue(), "the CRC of deduplication data", length - 4, stored);
    return switch (format) {
      case SEVERAL_PARTS -> several(b);
      case ONE_PART ->
          new DedupReparse(folder(b.slice(0x18, 16)), List.of(part(b.from(0x38), 0, b.u64le(8))));
      default ->
          throw new UnsupportedException(
              b.source(),
              "version %d.%d of deduplication data".formatted(format & 0xFF, format >> 8));
    };
  }

  private static DedupReparse several(ByteView b) throws ImageException {
    int size = b.u16le(0x4C);
    int offset = b.u16le(0x4E);
    b.require(size > 0 && size % PART == 0, "the size of the parts of a file", 0x4C, size);
    List<Part> parts = new ArrayList<>();
    long end = 0;
    for (int at = offset; at < offset + size; at += PART) {
      ByteView entry = b.slice(at, PART);
      // Two halves each, because they do not lie on a multiple of eight in the file's own layout.
      long partEnd = entry.u64le(0x30);
      long partBegin = entry.u64le(0x38);
      entry.require(partBegin == end, "the beginning of a part of a file", 0x38, partBegin);
      parts.add(part(entry, partBegin, partEnd));
      end = partEnd;
    }
    return new DedupReparse(folder(b.slice(0x74, 16)), List.copyOf(parts));
  }

  private static Part part(ByteView b, long begin, long end) throws ImageException {
    long mapSize = b.u32le(0x18);
    b.require(end > begin, "the end of a part of a file", 0, end);
    b.require(
        mapSize <= ChunkMap.MAXIMUM && ChunkMap.isSize(mapSize),
        "the size of a list of chunks",
        0x18,
        mapSize);
    return new Part(b.u32le(0), b.u32le(4), b.u32le(8), mapSize, b.slice(0x20, 16), begin, end);
  }

  /** A GUID in the form of a folder's name. */
  private static String folder(ByteView b) throws ImageException {
    String last = HexFormat.of().withUpperCase().formatHex(b.bytes(8, 8));
    return String.format(
        Locale.ROOT,
        "{%08X-%04X-%04X-%s-%s}.ddp",
        b.u32le(0),
        b.u16le(4),
        b.u16le(6),
        last.substring(0, 4),
        last.substring(4));
  }
}
