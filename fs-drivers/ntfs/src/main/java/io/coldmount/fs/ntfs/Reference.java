package io.coldmount.fs.ntfs;

/**
 * File references: 48 bits of record number below 16 bits of sequence number, 0 meaning any.
 * Layout: {@code FILE_REFERENCE} of Microsoft's NTFS documentation.
 */
final class Reference {

  static final long MFT = 0;
  static final long MIRROR = 1;
  static final long LOG_FILE = 2;
  static final long VOLUME = 3;
  static final long ROOT = 5;
  static final long BITMAP = 6;
  static final long SECURE = 9;
  static final long UP_CASE = 10;
  static final long EXTEND = 11;

  /** The first record that is not the file system's own. */
  static final long FIRST_USER = 16;

  private Reference() {}

  static long number(long reference) {
    return reference & 0xFFFF_FFFF_FFFFL;
  }

  static int sequence(long reference) {
    return (int) (reference >>> 48);
  }
}
