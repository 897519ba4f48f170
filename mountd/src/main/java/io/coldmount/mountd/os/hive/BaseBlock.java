package io.coldmount.mountd.os.hive;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;

/**
 * The header of a hive, or its copy in the first sector of a transaction log. Layout: regf
 * specification, "Base block".
 *
 * @param lastWritten FILETIME
 * @param rootCell relative to the hive bins
 * @param binsSize of the hive bins in bytes
 */
record BaseBlock(
    long primarySequence,
    long secondarySequence,
    long lastWritten,
    int minorVersion,
    Kind kind,
    long rootCell,
    long binsSize) {

  /** Of a hive; a log has its first {@link #LOG_SIZE} bytes alone. */
  static final int SIZE = 4096;

  static final int LOG_SIZE = 512;

  private static final int CHECKSUM = 508;
  private static final int OLDEST_MINOR = 2; // before that, cells and names were laid out otherwise
  private static final int NEWEST_MINOR = 6;

  /** What the file is that a base block begins. */
  enum Kind {
    PRIMARY,
    /** A log with a dirty vector, until Windows 8. */
    OLD_LOG,
    /** A log with entries, since Windows 8.1. */
    NEW_LOG
  }

  static BaseBlock parse(ByteView b) throws ImageException {
    b.require(b.matches(0, "regf"), "the signature of a registry hive", 0, b.u32le(0));
    long primarySequenceNumber = b.u32le(4);
    long secondarySequenceNumber = b.u32le(8);
    long lastWrittenTimestamp = b.u64le(12);
    b.require(
        b.u32le(CHECKSUM) == checksum(b),
        "the checksum of a registry hive",
        CHECKSUM,
        b.u32le(508));
    long majorVersion = b.u32le(20);
    long minorVersion = b.u32le(24);
    long fileType = b.u32le(28);
    long fileFormat = b.u32le(32);
    long rootCellOffset = b.u32le(36);
    long hiveBinsDataSize = b.u32le(40);
    b.require(majorVersion == 1, "the major version of a registry hive", 20, majorVersion);
    b.require(minorVersion <= NEWEST_MINOR, "the minor version of a hive", 24, minorVersion);
    if (minorVersion < OLDEST_MINOR) {
      throw new UnsupportedException(b.source(), "a registry hive of version 1." + minorVersion);
    }
    b.require(fileFormat == 1, "the file format of a registry hive", 32, fileFormat);
    b.require(hiveBinsDataSize % 4096 == 0, "the size of the hive bins", 40, hiveBinsDataSize);
    return new BaseBlock(
        primarySequenceNumber,
        secondarySequenceNumber,
        lastWrittenTimestamp,
        (int) minorVersion,
        kind(b, fileType),
        rootCellOffset,
        hiveBinsDataSize);
  }

  private static Kind kind(ByteView b, long fileType) throws ImageException {
    return switch ((int) fileType) {
      case 0 -> Kind.PRIMARY;
      case 1, 2 -> Kind.OLD_LOG;
      case 6 -> Kind.NEW_LOG;
      default -> throw b.corrupt("the file type of a registry hive", 28, fileType);
    };
  }

  private static long checksum(ByteView b) throws ImageException {
    int sum = 0;
    for (int i = 0; i < CHECKSUM; i += 4) {
      sum ^= b.i32le(i);
    }
    if (sum == -1) {
      sum = -2;
    }
    return Integer.toUnsignedLong(sum == 0 ? 1 : sum);
  }

  /** Whether a writer began to change the hive and did not come to its end. */
  boolean isDirty() {
    return primarySequence != secondarySequence;
  }

  /** Whether a log was itself written to its end. */
  boolean isWholeLog() {
    return kind != Kind.PRIMARY && primarySequence == secondarySequence;
  }

  /** This block with the hive bins of a log entry. */
  BaseBlock grownTo(long newBinsSize) {
    return new BaseBlock(
        primarySequence, secondarySequence, lastWritten, minorVersion, kind, rootCell, newBinsSize);
  }
}
