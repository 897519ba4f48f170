package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.time.Instant;

/**
 * The value of {@code $STANDARD_INFORMATION}. Layout: {@code STANDARD_INFORMATION} of Microsoft's
 * NTFS documentation. Times are in units of 100 ns since 1601.
 *
 * @param securityId the key of the security descriptor in $Secure, or 0
 */
record StandardInformation(
    long created, long modified, long changed, long accessed, int attributes, long securityId) {

  static final int READ_ONLY = 0x1;
  static final int HIDDEN = 0x2;
  static final int SYSTEM = 0x4;
  static final int DIRECTORY = 0x10;
  static final int NORMAL = 0x80;
  static final int REPARSE_POINT = 0x400;
  static final int COMPRESSED = 0x800;
  static final int OFFLINE = 0x1000;
  static final int ENCRYPTED = 0x4000;
  static final int RECALL_ON_OPEN = 0x40000;
  static final int RECALL_ON_DATA_ACCESS = 0x400000;

  private static final long UNITS_PER_SECOND = 10_000_000;
  private static final long SECONDS_1601_TO_1970 = 11_644_473_600L;

  static StandardInformation parse(ByteView b) throws ImageException {
    return new StandardInformation(
        b.u64le(0),
        b.u64le(8),
        b.u64le(16),
        b.u64le(24),
        b.i32le(32),
        b.length() >= 0x38 ? b.u32le(0x34) : 0);
  }

  static Instant instant(long time) {
    return Instant.ofEpochSecond(
        Math.floorDiv(time, UNITS_PER_SECOND) - SECONDS_1601_TO_1970,
        Math.floorMod(time, UNITS_PER_SECOND) * 100);
  }
}
