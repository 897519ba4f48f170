package io.coldmount.fs.sleuthkit.child;

import java.nio.ByteBuffer;

/** Writes what libtsk knows of an inode into an answer. */
final class Metadata {

  /** The bytes of one, without the link's target. */
  static final int SIZE = 1 + 1 + 2 + 4 + 8 + 4 + 4 + 4 * 12;

  private Metadata() {}

  static void put(ByteBuffer out, long meta) {
    out.put((byte) Memory.i32(meta + Layout.META_FLAGS));
    out.put((byte) Memory.i32(meta + Layout.META_TYPE));
    out.putShort((short) Memory.i32(meta + Layout.META_MODE));
    out.putInt(Memory.i32(meta + Layout.META_NLINK));
    out.putLong(Memory.i64(meta + Layout.META_SIZE));
    out.putInt(Memory.i32(meta + Layout.META_UID));
    out.putInt(Memory.i32(meta + Layout.META_GID));
    time(out, meta + Layout.META_ATIME);
    time(out, meta + Layout.META_MTIME);
    time(out, meta + Layout.META_CTIME);
    time(out, meta + Layout.META_CRTIME);
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
