package io.coldmount.fs.sleuthkit.child;

/**
 * An open file system of libtsk's.
 *
 * @param fs its {@code TSK_FS_INFO}, or 0 if it does not open
 * @param image held here because libtsk knows nothing but the addresses of its functions
 * @param name of the volume in a pool, or empty
 * @param problem why it does not open, or empty
 */
record TskVolume(long fs, Image image, String name, String problem) {

  private static final int ENCRYPTED = 0x04; // TSK_FS_INFO_FLAG_ENCRYPTED

  long rootInode() {
    return Memory.i64(fs + Layout.FS_ROOT_INUM);
  }

  int blockSize() {
    return Memory.i32(fs + Layout.FS_BLOCK_SIZE);
  }

  /** Whether blocks lie side by side and hold nothing but content. */
  boolean hasPlainBlocks() {
    return Memory.i32(fs + Layout.FS_BLOCK_PRE_SIZE) == 0
        && Memory.i32(fs + Layout.FS_BLOCK_POST_SIZE) == 0
        && !isEncrypted();
  }

  boolean isEncrypted() {
    return (Memory.i32(fs + Layout.FS_FLAGS) & ENCRYPTED) != 0;
  }

  /** An inode of this volume, as libtsk has it in memory. */
  long openFile(LibTsk tsk, long inode) throws TskException {
    long file = tsk.tsk_fs_file_open_meta(fs, 0, inode);
    if (file == 0) {
      throw TskException.of(tsk, "read inode " + inode);
    }
    if (Memory.pointer(file + Layout.FILE_META) == 0) {
      tsk.tsk_fs_file_close(file);
      throw new TskException(Frames.ABSENT, "there is no inode " + inode);
    }
    return file;
  }
}
