package io.coldmount.fs.sleuthkit.child;

import jnr.ffi.annotations.IgnoreError;
import jnr.ffi.types.intptr_t;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/** The functions of the C library that the child needs. */
@IgnoreError
public interface SystemCalls {

  @ssize_t
  long read(int fd, @intptr_t long buffer, @size_t long count);

  @ssize_t
  long write(int fd, @intptr_t long buffer, @size_t long count);

  int geteuid();

  int getppid();

  int setgroups(@size_t long count, @intptr_t long groups);

  int setresgid(int real, int effective, int saved);

  int setresuid(int real, int effective, int saved);

  int setrlimit(int resource, @intptr_t long limit);

  int prctl(
      int option, @size_t long second, @size_t long third, @size_t long fourth, @size_t long fifth);

  @ssize_t
  long syscall(@size_t long number, @size_t long first, @size_t long second, @intptr_t long third);
}
