package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;

/**
 * The value of {@code $FILE_NAME}, which is also the key of a directory's index. Layout: {@code
 * FILE_NAME} of Microsoft's NTFS documentation.
 *
 * @param parent reference of the directory
 */
record FileNameAttribute(long parent, int nameSpace, String name) {

  /** Where the fields lie that directory entries are read by. */
  static final int FLAGS = 56;

  static final int REPARSE_TAG = 60;
  static final int NAME_LENGTH = 64;
  static final int NAME_SPACE = 65;
  static final int NAME = 66;

  /** The 8.3 name that stands beside a longer one. */
  static final int DOS = 2;

  private static final int WIN32_AND_DOS = 3;

  static FileNameAttribute parse(ByteView b) throws ImageException {
    long parentDirectory = b.u64le(0);
    int fileNameLength = b.u8(NAME_LENGTH);
    int flags = nameSpaceOf(b);
    return new FileNameAttribute(
        parentDirectory, flags, Utf16.decode(b.bytes(NAME, 2 * fileNameLength)));
  }

  private static int nameSpaceOf(ByteView b) throws ImageException {
    int flags = b.u8(NAME_SPACE);
    b.require(flags <= 3, "the name space of a $FILE_NAME", NAME_SPACE, flags);
    return flags;
  }

  /** What {@link #isDos()} will say of the name in {@code b}. */
  static boolean isDos(ByteView b) throws ImageException {
    return nameSpaceOf(b) == DOS;
  }

  /** Whether it is an 8.3 name that stands beside the file's real one. */
  boolean isDos() {
    return nameSpace == DOS;
  }

  /** Whether programs of DOS see it: an 8.3 name, or a real one that is short enough. */
  boolean isForDos() {
    return nameSpace == DOS || nameSpace == WIN32_AND_DOS;
  }
}
