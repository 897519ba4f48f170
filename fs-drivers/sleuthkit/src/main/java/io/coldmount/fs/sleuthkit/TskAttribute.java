package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.FileName;
import java.nio.ByteBuffer;

/**
 * An attribute of an inode as libtsk knows it ({@code TSK_FS_ATTR}): content, a fork, a stream, an
 * extended attribute.
 */
record TskAttribute(int type, int id, int flags, long size, FileName name) {

  // TSK_FS_ATTR_TYPE_ENUM
  static final int NTFS_DATA = 0x80;
  private static final int HFS_RESOURCE = 0x1101;
  private static final int HFS_EXTENDED = 0x1102;
  private static final int HFS_COMPRESSED = 0x1103;

  static TskAttribute parse(ByteBuffer answer) {
    int type = answer.getInt();
    int id = answer.getInt();
    int flags = answer.getInt();
    long size = Math.max(0, answer.getLong());
    return new TskAttribute(type, id, flags, size, FileName.of(TskVolumeInfo.text(answer)));
  }

  boolean isResourceFork() {
    return type == HFS_RESOURCE && size > 0;
  }

  /** Whether the file is compressed: its resource fork is then no user's, but of its content. */
  boolean isCompression() {
    return type == HFS_COMPRESSED;
  }

  boolean isExtended() {
    return type == HFS_EXTENDED && name.length() > 0;
  }

  /** Whether it is an alternate data stream of NTFS. libtsk calls the unnamed one $Data. */
  boolean isStream() {
    return type == NTFS_DATA && name.length() > 0 && !name.toString().equals("$Data");
  }
}
