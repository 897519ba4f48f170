package io.coldmount.fs.sleuthkit.child;

import java.nio.ByteBuffer;

/** The folder that was listed last, kept open so that the next page of it costs nothing. */
final class OpenFolder {

  /** Room that an entry needs besides its name and link. */
  private static final int ENTRY = 8 + 1 + 1 + 1 + Metadata.SIZE + 2 + 2;

  private static final int UNALLOCATED = 0x02; // TSK_FS_NAME_FLAG_UNALLOC, also of META

  private final LibTsk tsk;
  private long fs;
  private long inode;
  private long folder;

  OpenFolder(LibTsk tsk) {
    this.tsk = tsk;
  }

  /** Writes how many entries there are, and those from {@code first} on that one answer holds. */
  void list(TskVolume volume, long number, int first, int most, ByteBuffer out)
      throws TskException {
    open(volume, number);
    int size = (int) Math.min(Integer.MAX_VALUE, tsk.tsk_fs_dir_getsize(folder));
    int countAt = out.position() + 4;
    out.putInt(size).putInt(0);
    int index = first;
    int end = (int) Math.min(size, (long) first + most);
    while (index < end && entry(volume, index, out)) {
      index++;
    }
    out.putInt(countAt, index - first);
    if (index >= size) {
      close(); // what libtsk holds of a large folder is large
    }
  }

  private void open(TskVolume volume, long number) throws TskException {
    if (folder != 0 && fs == volume.fs() && inode == number) {
      return;
    }
    close();
    folder = tsk.tsk_fs_dir_open_meta(volume.fs(), number);
    if (folder == 0) {
      throw TskException.of(tsk, "list the folder of inode " + number);
    }
    fs = volume.fs();
    inode = number;
  }

  private void close() {
    if (folder != 0) {
      tsk.tsk_fs_dir_close(folder);
      folder = 0;
    }
  }

  /**
   * Writes one entry.
   *
   * @return whether there was room for it
   */
  private boolean entry(TskVolume volume, int index, ByteBuffer out) throws TskException {
    long file = tsk.tsk_fs_dir_get(folder, index);
    if (file == 0) {
      throw TskException.of(tsk, "read entry " + index + " of the folder of inode " + inode);
    }
    long record = 0;
    try {
      long name = Memory.pointer(file + Layout.FILE_NAME);
      long meta = Memory.pointer(file + Layout.FILE_META);
      if (meta == 0) {
        record = deletedRecord(volume, name);
        meta = record == 0 ? 0 : Memory.pointer(record + Layout.FILE_META);
      }
      byte[] text = Memory.text(Memory.pointer(name + Layout.NAME_NAME));
      byte[] link = meta == 0 ? new byte[0] : Metadata.link(meta);
      if (out.remaining() < (long) ENTRY + text.length + link.length) {
        return false;
      }
      out.putLong(Memory.i64(name + Layout.NAME_META_ADDR));
      out.put((byte) Memory.i32(name + Layout.NAME_TYPE));
      out.put((byte) Memory.i32(name + Layout.NAME_FLAGS));
      out.put((byte) (meta == 0 ? 0 : 1));
      if (meta != 0) {
        Metadata.put(out, tsk, volume, record == 0 ? file : record);
      }
      Metadata.text(out, text);
      Metadata.text(out, link);
      return true;
    } finally {
      tsk.tsk_fs_file_close(file);
      if (record != 0) {
        tsk.tsk_fs_file_close(record);
      }
    }
  }

  /**
   * The record of a deleted file, or 0. On NTFS its sequence number is one more than its name says:
   * it counts up when the file is deleted, and libtsk takes it for another file's.
   */
  private long deletedRecord(TskVolume volume, long name) {
    if ((Memory.i32(name + Layout.NAME_FLAGS) & UNALLOCATED) == 0) {
      return 0;
    }
    long record =
        tsk.tsk_fs_file_open_meta(volume.fs(), 0, Memory.i64(name + Layout.NAME_META_ADDR));
    tsk.tsk_error_reset();
    long meta = record == 0 ? 0 : Memory.pointer(record + Layout.FILE_META);
    if (meta != 0
        && (Memory.i32(meta + Layout.META_FLAGS) & UNALLOCATED) != 0
        && Memory.i32(meta + Layout.META_SEQ) == Memory.i32(name + Layout.NAME_META_SEQ) + 1) {
      return record;
    }
    if (record != 0) {
      tsk.tsk_fs_file_close(record);
    }
    return 0;
  }
}
