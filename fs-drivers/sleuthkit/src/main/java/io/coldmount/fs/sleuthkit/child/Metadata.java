package io.coldmount.fs.sleuthkit.child;

import java.nio.ByteBuffer;

/** Writes what libtsk knows of an inode into an answer. */
final class Metadata {

  /** The bytes of one, without the link's target. */
  static final int SIZE = 1 + 1 + 2 + 4 + 8 + 4 + 4 + 4 * 12;

  private static final int REGULAR = 1; // TSK_FS_META_TYPE_REG
  private static final int LINK = 6; // TSK_FS_META_TYPE_LNK
  private static final int FS_TYPE_HFS = 0x1000;
  private static final int FS_TYPE_APFS = 0x10000;

  private Metadata() {}

  static void put(ByteBuffer out, LibTsk tsk, TskVolume volume, long file) {
    long meta = Memory.pointer(file + Layout.FILE_META);
    out.put((byte) Memory.i32(meta + Layout.META_FLAGS));
    out.put((byte) Memory.i32(meta + Layout.META_TYPE));
    out.putShort((short) Memory.i32(meta + Layout.META_MODE));
    out.putInt(Memory.i32(meta + Layout.META_NLINK));
    out.putLong(size(tsk, volume, file, meta));
    out.putInt(Memory.i32(meta + Layout.META_UID));
    out.putInt(Memory.i32(meta + Layout.META_GID));
    time(out, meta + Layout.META_ATIME);
    time(out, meta + Layout.META_MTIME);
    time(out, meta + Layout.META_CTIME);
    time(out, meta + Layout.META_CRTIME);
  }

  /** The inode of a link, or of a file that macOS has compressed, may say 0. */
  private static long size(LibTsk tsk, TskVolume volume, long file, long meta) {
    long size = Memory.i64(meta + Layout.META_SIZE);
    int type = Memory.i32(volume.fs() + Layout.FS_FTYPE);
    if (size == 0 && Memory.i32(meta + Layout.META_TYPE) == LINK) {
      return link(meta).length;
    }
    if (size != 0
        || (type != FS_TYPE_HFS && type != FS_TYPE_APFS)
        || Memory.i32(meta + Layout.META_TYPE) != REGULAR) {
      return size;
    }
    long attribute = tsk.tsk_fs_file_attr_get(file);
    if (attribute == 0) {
      tsk.tsk_error_reset();
      return size;
    }
    return Memory.i64(attribute + Layout.ATTR_SIZE);
  }

  private static void time(ByteBuffer out, long address) {
    out.putLong(Memory.i64(address));
    out.putInt(Memory.i32(address + Layout.TIME_NANO));
  }

  /** The target of a symbolic link; empty for anything else. */
  static byte[] link(long meta) {
    return Memory.text(Memory.pointer(meta + Layout.META_LINK));
  }

  /** Writes a text of at most 64 KiB behind its length. */
  static void text(ByteBuffer out, byte[] text) {
    int length = Math.min(text.length, 0xFFFF);
    out.putShort((short) length);
    out.put(text, 0, length);
  }
}
