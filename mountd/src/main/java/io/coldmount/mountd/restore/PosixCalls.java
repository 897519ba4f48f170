package io.coldmount.mountd.restore;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.types.dev_t;
import jnr.ffi.types.off_t;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/**
 * The system calls of the restore, by their manual pages. Paths are bytes that end with a NUL, as a
 * guest's names are no text.
 */
public interface PosixCalls {
  int openat(int directory, @In byte[] path, int flags, int mode);

  int close(int descriptor);

  int mkdirat(int directory, @In byte[] path, int mode);

  int unlinkat(int directory, @In byte[] path, int flags);

  int renameat2(int fromDirectory, @In byte[] from, int toDirectory, @In byte[] to, int flags);

  int symlinkat(@In byte[] target, int directory, @In byte[] path);

  int linkat(int fromDirectory, @In byte[] from, int toDirectory, @In byte[] to, int flags);

  int mknodat(int directory, @In byte[] path, int mode, @dev_t long device);

  int fchownat(int directory, @In byte[] path, int user, int group, int flags);

  int fchmod(int descriptor, int mode);

  int fchmodat(int directory, @In byte[] path, int mode, int flags);

  int utimensat(int directory, @In byte[] path, Pointer times, int flags);

  int futimens(int descriptor, Pointer times);

  int fsetxattr(int descriptor, @In byte[] name, @In byte[] value, @size_t long size, int flags);

  int setxattr(@In byte[] path, @In byte[] name, @In byte[] value, @size_t long size, int flags);

  int statx(int directory, @In byte[] path, int flags, int mask, Pointer status);

  @ssize_t
  long pread(int descriptor, Pointer buffer, @size_t long count, @off_t long offset);

  @ssize_t
  long pwrite(int descriptor, Pointer buffer, @size_t long count, @off_t long offset);

  int ftruncate(int descriptor, @off_t long length);

  int fdatasync(int descriptor);

  int posix_fadvise(int descriptor, @off_t long offset, @off_t long length, int advice);

  int memfd_create(@In byte[] name, int flags);

  int geteuid();

  int getegid();

  Pointer getpwnam(@In byte[] name);

  Pointer getgrnam(@In byte[] name);

  String strerror(int number);
}
