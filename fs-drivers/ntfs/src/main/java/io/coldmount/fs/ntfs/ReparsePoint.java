package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;

/**
 * The value of {@code $REPARSE_POINT}. Layout: [MS-FSCC] section 2.1.2, {@code
 * REPARSE_DATA_BUFFER}.
 *
 * @param data behind the header, and behind the GUID of tags that are not Microsoft's
 */
record ReparsePoint(int tag, ByteView data) {

  static final int MAXIMUM = 64 << 10;

  static final int MOUNT_POINT = 0xA0000003;
  static final int SYMLINK = 0xA000000C;
  static final int LX_SYMLINK = 0xA000001D;
  static final int AF_UNIX = 0x80000023;
  static final int LX_FIFO = 0x80000024;
  static final int LX_CHR = 0x80000025;
  static final int LX_BLK = 0x80000026;
  static final int WOF = 0x80000017;
  static final int DEDUP = 0x80000013;
  static final int SIS = 0x80000007;
  static final int WCI = 0x80000018;
  static final int WCI_1 = 0x90001018;
  static final int HSM = 0xC0000004;
  static final int HSM2 = 0x80000006;
  static final int ONEDRIVE = 0x80000021;
  static final int PROJFS = 0x9000001C;

  private static final int MICROSOFT = 0x80000000;
  private static final int CLOUD = 0x9000001A;
  private static final int CLOUD_VARIANTS = 0xF000;

  static ReparsePoint parse(ByteView b) throws ImageException {
    int reparseTag = b.i32le(0);
    int reparseDataLength = b.u16le(4);
    int header = (reparseTag & MICROSOFT) != 0 ? 8 : 24;
    b.require(
        reparseDataLength <= b.length() - header,
        "the length of the data of a reparse point",
        4,
        reparseDataLength);
    return new ReparsePoint(reparseTag, b.slice(header, reparseDataLength));
  }

  /** Whether a file with this tag is a link, to another volume perhaps. */
  boolean isLink() {
    return tag == MOUNT_POINT || tag == SYMLINK || tag == LX_SYMLINK;
  }

  /** Whether a sync engine keeps the file, perhaps elsewhere. */
  static boolean isCloud(int tag) {
    return (tag & ~CLOUD_VARIANTS) == CLOUD;
  }
}
