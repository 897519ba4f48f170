package io.coldmount.fs.sleuthkit.child;

import java.nio.ByteBuffer;

/** The file that was asked for last, kept open: what libtsk has found out of it is used again. */
final class OpenFile {

  private static final int RUN = 8 + 8 + 8 + 1;
  private static final int NON_RESIDENT = 0x02; // TSK_FS_ATTR_NONRES
  private static final int NO_FLAGS = 0;

  /** No file has more; each costs an answer some bytes. */
  private static final int MAXIMUM_ATTRIBUTES = 4096;

  private static final int ATTRIBUTE = 4 + 4 + 4 + 8 + 2;

  private final LibTsk tsk;
  private long fs;
  private long inode;
  private long file;

  OpenFile(LibTsk tsk) {
    this.tsk = tsk;
  }

  private void open(TskVolume volume, long number) throws TskException {
    if (file != 0 && fs == volume.fs() && inode == number) {
      return;
    }
    if (file != 0) {
      tsk.tsk_fs_file_close(file);
      file = 0;
    }
    file = volume.openFile(tsk, number);
    fs = volume.fs();
    inode = number;
  }

  /** Writes what the inode says, its link, and its attributes. */
  void stat(TskVolume volume, long number, ByteBuffer out) throws TskException {
    open(volume, number);
    long meta = Memory.pointer(file + Layout.FILE_META);
    out.putLong(Memory.i64(meta + Layout.META_ADDR));
    Metadata.put(out, tsk, volume, file);
    Metadata.text(out, Metadata.link(meta));
    int count = Math.min(tsk.tsk_fs_file_attr_getsize(file), MAXIMUM_ATTRIBUTES);
    int countAt = out.position();
    out.putShort((short) 0);
    short written = 0;
    for (int i = 0; i < count; i++) {
      long attribute = tsk.tsk_fs_file_attr_get_idx(file, i);
      byte[] name =
          attribute == 0 ? null : Memory.text(Memory.pointer(attribute + Layout.ATTR_NAME));
      if (name != null && out.remaining() >= ATTRIBUTE + name.length) {
        out.putInt(Memory.i32(attribute + Layout.ATTR_TYPE));
        out.putInt(Memory.u16(attribute + Layout.ATTR_ID));
        out.putInt(Memory.i32(attribute + Layout.ATTR_FLAGS));
        out.putLong(Memory.i64(attribute + Layout.ATTR_SIZE));
        Metadata.text(out, name);
        written++;
      }
    }
    out.putShort(countAt, written);
    tsk.tsk_error_reset();
  }

  /** The attribute of that type and id, or the one that holds the file's bytes. */
  private long attribute(TskVolume volume, long number, int type, int id) throws TskException {
    open(volume, number);
    if (type == Frames.DEFAULT_ATTRIBUTE) {
      long attribute = tsk.tsk_fs_file_attr_get(file);
      if (attribute == 0) {
        throw TskException.of(tsk, "find the content of inode " + number);
      }
      return attribute;
    }
    int count = tsk.tsk_fs_file_attr_getsize(file);
    for (int i = 0; i < count; i++) {
      long attribute = tsk.tsk_fs_file_attr_get_idx(file, i);
      if (attribute != 0
          && Memory.i32(attribute + Layout.ATTR_TYPE) == type
          && Memory.u16(attribute + Layout.ATTR_ID) == id) {
        return attribute;
      }
    }
    throw new TskException(
        Frames.ABSENT, "inode " + number + " has no attribute " + type + "-" + id);
  }

  /** Writes where the bytes are. Runs that do not fit into one answer are told by their count. */
  void runs(TskVolume volume, long number, int type, int id, ByteBuffer out) throws TskException {
    long attribute = attribute(volume, number, type, id);
    int flags = Memory.i32(attribute + Layout.ATTR_FLAGS);
    out.putInt(flags);
    out.putLong(Memory.i64(attribute + Layout.ATTR_SIZE));
    out.putLong(Memory.i64(attribute + Layout.ATTR_INITSIZE));
    int countAt = out.position();
    out.putInt(0);
    int count = 0;
    long run = (flags & NON_RESIDENT) == 0 ? 0 : Memory.pointer(attribute + Layout.ATTR_RUN);
    for (; run != 0; run = Memory.pointer(run + Layout.RUN_NEXT)) {
      if (out.remaining() < RUN) {
        count = -1;
        break;
      }
      out.putLong(Memory.i64(run + Layout.RUN_OFFSET));
      out.putLong(Memory.i64(run + Layout.RUN_ADDR));
      out.putLong(Memory.i64(run + Layout.RUN_LEN));
      out.put((byte) Memory.i32(run + Layout.RUN_FLAGS));
      count++;
    }
    out.putInt(countAt, count);
  }

  /** Writes bytes at {@code address}, and tells how many. */
  int read(TskVolume volume, long number, int type, int id, long position, long address, int length)
      throws TskException {
    long attribute = attribute(volume, number, type, id);
    long count = tsk.tsk_fs_attr_read(attribute, position, address, length, NO_FLAGS);
    if (count < 0 || count > length) {
      throw TskException.of(tsk, "read inode " + number + " at " + position);
    }
    return (int) count;
  }

  /** Counts the blocks of the content, and those of them that no file has now. */
  void intact(TskVolume volume, long number, int type, int id, ByteBuffer out) throws TskException {
    long attribute = attribute(volume, number, type, id);
    boolean inBlocks = (Memory.i32(attribute + Layout.ATTR_FLAGS) & NON_RESIDENT) != 0;
    BlockCount count = new BlockCount(tsk, volume.fs());
    long run = inBlocks ? Memory.pointer(attribute + Layout.ATTR_RUN) : 0;
    for (; run != 0; run = Memory.pointer(run + Layout.RUN_NEXT)) {
      count.add(run);
    }
    out.putLong(count.blocks()).putLong(count.free());
  }
}
