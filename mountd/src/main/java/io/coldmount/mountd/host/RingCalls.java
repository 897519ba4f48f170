package io.coldmount.mountd.host;

import jnr.ffi.annotations.IgnoreError;
import jnr.ffi.annotations.In;
import jnr.ffi.types.intptr_t;
import jnr.ffi.types.off_t;
import jnr.ffi.types.size_t;
import org.jspecify.annotations.Nullable;

/** The functions of the C library for rings of io_uring, and for threads that belong to one. */
public interface RingCalls {

  /** A system call that the C library has no function for. */
  @size_t
  long syscall(
      @size_t long number,
      @size_t long first,
      @size_t long second,
      @size_t long third,
      @size_t long fourth,
      @size_t long fifth,
      @size_t long sixth);

  /**
   * At an address that the kernel chooses.
   *
   * @param none null; jnr-ffi does not pass six plain numbers rightly, and an array among them it
   *     does
   */
  @intptr_t
  long mmap(
      @In byte @Nullable [] none,
      @size_t long length,
      int protection,
      int flags,
      int fd,
      @off_t long offset);

  @IgnoreError
  int munmap(@intptr_t long address, @size_t long length);

  /** Of the thread that calls, if {@code thread} is 0. */
  @IgnoreError
  int sched_setaffinity(int thread, @size_t long size, @In byte[] processors);
}
