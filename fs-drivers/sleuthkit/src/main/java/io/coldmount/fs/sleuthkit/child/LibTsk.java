package io.coldmount.fs.sleuthkit.child;

import jnr.ffi.annotations.Delegate;
import jnr.ffi.annotations.IgnoreError;
import jnr.ffi.types.int64_t;
import jnr.ffi.types.intptr_t;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import jnr.ffi.types.u_int32_t;

/**
 * The functions of libtsk that are in use, as {@code tsk/libtsk.h} declares them. Addresses are
 * plain numbers.
 */
@IgnoreError
public interface LibTsk {

  /** Reads bytes of the image into a buffer of libtsk's. */
  @FunctionalInterface
  interface Read {
    @Delegate
    @ssize_t
    long read(
        @intptr_t long image, @int64_t long offset, @intptr_t long buffer, @size_t long length);
  }

  /** Closes the image. */
  @FunctionalInterface
  interface Close {
    @Delegate
    void close(@intptr_t long image);
  }

  /** Prints what the image is. */
  @FunctionalInterface
  interface Describe {
    @Delegate
    void describe(@intptr_t long image, @intptr_t long file);
  }

  /** Takes one block of a walk over blocks. */
  @FunctionalInterface
  interface TakeBlock {
    @Delegate
    int block(@intptr_t long block, @intptr_t long unused);
  }

  String tsk_version_get_str();

  String tsk_error_get();

  int tsk_error_get_errno();

  void tsk_error_reset();

  @intptr_t
  long tsk_img_open_external(
      @intptr_t long memory,
      @int64_t long size,
      @u_int32_t int sectorSize,
      Read read,
      Close close,
      Describe describe);

  @intptr_t
  long tsk_fs_open_img(@intptr_t long image, @int64_t long offset, int type);

  @intptr_t
  long tsk_pool_open_img_sing(@intptr_t long image, @int64_t long offset, int type);

  @intptr_t
  long tsk_fs_dir_open_meta(@intptr_t long fs, @int64_t long inode);

  @size_t
  long tsk_fs_dir_getsize(@intptr_t long dir);

  @intptr_t
  long tsk_fs_dir_get(@intptr_t long dir, @size_t long index);

  void tsk_fs_dir_close(@intptr_t long dir);

  @intptr_t
  long tsk_fs_file_open_meta(@intptr_t long fs, @intptr_t long file, @int64_t long inode);

  void tsk_fs_file_close(@intptr_t long file);

  int tsk_fs_file_attr_getsize(@intptr_t long file);

  @intptr_t
  long tsk_fs_file_attr_get_idx(@intptr_t long file, int index);

  @intptr_t
  long tsk_fs_file_attr_get(@intptr_t long file);

  @ssize_t
  long tsk_fs_attr_read(
      @intptr_t long attr,
      @int64_t long offset,
      @intptr_t long buffer,
      @size_t long length,
      int flags);

  @intptr_t
  long tsk_fs_type_toname(int type);

  byte tsk_fs_block_walk(
      @intptr_t long fs,
      @int64_t long first,
      @int64_t long last,
      int flags,
      TakeBlock action,
      @intptr_t long unused);
}
