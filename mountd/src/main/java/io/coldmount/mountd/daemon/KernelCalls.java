package io.coldmount.mountd.daemon;

import jnr.ffi.annotations.In;
import jnr.ffi.types.intptr_t;

/** The functions of the C library that only the daemon uses. */
public interface KernelCalls {

  /** For calls that the C library has no function for, or one that means all threads. */
  @intptr_t
  long syscall(
      @intptr_t long number,
      @intptr_t long a,
      @intptr_t long b,
      @intptr_t long c,
      @intptr_t long d);

  int getsockopt(
      int socket, int level, int option, @intptr_t long value, @intptr_t long valueLength);

  int setfsuid(int user);

  int setfsgid(int group);

  int fstatfs(int fd, @intptr_t long result);

  int statx(int directory, @In byte[] path, int flags, int mask, @intptr_t long result);
}
