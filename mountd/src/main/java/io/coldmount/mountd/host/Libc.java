package io.coldmount.mountd.host;

import jnr.ffi.annotations.IgnoreError;
import jnr.ffi.annotations.In;
import jnr.ffi.types.intptr_t;
import jnr.ffi.types.off_t;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/**
 * The functions of the C library that are in use. One small interface, because jnr-ffi makes code
 * for each method when it is loaded. Addresses are plain numbers: nothing is copied or wrapped on
 * the way.
 */
public interface Libc {

  int open(@In byte[] path, int flags, int mode);

  int close(int fd);

  int dup2(int from, int to);

  int fcntl(int fd, int command, int argument);

  @ssize_t
  long read(int fd, @intptr_t long buffer, @size_t long count);

  @ssize_t
  long write(int fd, @intptr_t long buffer, @size_t long count);

  @ssize_t
  long pread(int fd, @intptr_t long buffer, @size_t long count, @off_t long offset);

  @off_t
  long lseek(int fd, @off_t long offset, int whence);

  int ioctl(int fd, @size_t long request, @intptr_t long argument);

  int statx(int directory, @In byte[] path, int flags, int mask, @intptr_t long result);

  int mount(
      @In byte[] source, @In byte[] target, @In byte[] type, @size_t long flags, @In byte[] data);

  int umount2(@In byte[] target, int flags);

  int socketpair(int domain, int type, int protocol, @intptr_t long pair);

  @ssize_t
  long recvmsg(int socket, @intptr_t long message, int flags);

  int pipe2(@intptr_t long pair, int flags);

  int posix_spawnp(
      @intptr_t long pid,
      @In byte[] file,
      @intptr_t long fileActions,
      @intptr_t long attributes,
      @intptr_t long arguments,
      @intptr_t long environment);

  int posix_spawn_file_actions_init(@intptr_t long actions);

  int posix_spawn_file_actions_adddup2(@intptr_t long actions, int from, int to);

  int posix_spawn_file_actions_destroy(@intptr_t long actions);

  int waitpid(int pid, @intptr_t long status, int options);

  @IgnoreError
  int geteuid();

  @IgnoreError
  int getegid();

  @IgnoreError
  String strerror(int error);
}
