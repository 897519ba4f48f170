package io.coldmount.fs.ntfs;

/**
 * The ids of nodes: the number of the MFT record in the low 32 bits, above it 0 for the file itself
 * or the ordinal of a stream. $MFT, whose record is 0, has an id of its own, as 0 is none.
 */
final class NodeId {

  /** Windows gives no volume more records. */
  static final long MAXIMUM_RECORD = 0xFFFF_FFFFL;

  /** No file has so many streams: an attribute's number has 16 bits. */
  static final int MAXIMUM_STREAM = 0xFFFE;

  private static final long MFT = 0xFFFFL << 32;

  private NodeId() {}

  static long of(long record) {
    return record == 0 ? MFT : record;
  }

  static long ofStream(long record, int ordinal) {
    return ((long) ordinal << 32) | record;
  }

  static long record(long id) {
    return id & MAXIMUM_RECORD;
  }

  /** The ordinal of a stream, or 0 for the file itself. */
  static int stream(long id) {
    return id == MFT ? 0 : (int) (id >>> 32);
  }
}
