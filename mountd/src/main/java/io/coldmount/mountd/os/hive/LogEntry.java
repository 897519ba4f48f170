package io.coldmount.mountd.os.hive;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of a transaction log since Windows 8.1. Layout: regf specification, "Log entries".
 *
 * @param size in the log, in bytes
 * @param binsSize the hive bins after the entry
 */
record LogEntry(long sequence, int size, long binsSize, List<Page> pages) {

  static final int HEADER = 40;

  private static final int REFERENCE = 8;

  /**
   * A run of the hive that the entry replaces.
   *
   * @param target in the hive bins
   * @param source in the entry
   * @param length in bytes
   */
  record Page(long target, int source, int length) {}

  LogEntry {
    pages = List.copyOf(pages);
  }

  /** The size that the entry's first bytes tell, or 0 if no entry begins there. */
  static long size(ByteView b) throws ImageException {
    return b.matches(0, "HvLE") ? b.u32le(4) : 0;
  }

  /** Parses a whole entry; its hashes must match. */
  static LogEntry parse(ByteView b) throws ImageException {
    b.require(b.matches(0, "HvLE"), "the signature of a log entry", 0, b.u32le(0));
    long size = b.u32le(4);
    long sequenceNumber = b.u32le(12);
    long hiveBinsDataSize = b.u32le(16);
    long dirtyPagesCount = b.u32le(20);
    long hash1 = b.u64le(24);
    long hash2 = b.u64le(32);
    b.require(size == b.length(), "the size of a log entry", 4, size);
    b.require(hash2 == Marvin32.of(b, 0, 32), "the second hash of a log entry", 32, hash2);
    b.require(
        hash1 == Marvin32.of(b, HEADER, b.length() - HEADER),
        "the first hash of a log entry",
        24,
        hash1);
    b.require(hiveBinsDataSize % 4096 == 0, "the hive bins of a log entry", 16, hiveBinsDataSize);
    b.require(
        dirtyPagesCount <= (size - HEADER) / REFERENCE,
        "the dirty pages of a log entry",
        20,
        dirtyPagesCount);
    return new LogEntry(
        sequenceNumber,
        (int) size,
        hiveBinsDataSize,
        pages(b, (int) dirtyPagesCount, hiveBinsDataSize));
  }

  private static List<Page> pages(ByteView b, int count, long binsSize) throws ImageException {
    List<Page> pages = new ArrayList<>();
    int source = HEADER + count * REFERENCE;
    for (int i = 0; i < count; i++) {
      int reference = HEADER + i * REFERENCE;
      long offset = b.u32le(reference);
      long size = b.u32le(reference + 4);
      b.require(offset <= binsSize, "the offset of a dirty page", reference, offset);
      b.require(
          size > 0 && size <= binsSize - offset && size <= b.length() - source,
          "the size of a dirty page",
          reference + 4,
          size);
      pages.add(new Page(offset, source, (int) size));
      source += (int) size;
    }
    return pages;
  }
}
