package io.coldmount.mountd.fuse;

import jnr.ffi.annotations.In;
import jnr.ffi.types.intptr_t;
import org.jspecify.annotations.Nullable;

/** The functions of the C library that mounting by descriptors needs. */
public interface MountCalls {

  @intptr_t
  long syscall(@intptr_t long number, @In byte[] text, @intptr_t long a, @intptr_t long b);

  @intptr_t
  long syscall(@intptr_t long number, @intptr_t long a, @intptr_t long b, @intptr_t long c);

  /** fsconfig(2). Six plain numbers would lose the last one on their way through jnr-ffi. */
  @intptr_t
  long syscall(
      @intptr_t long number,
      @intptr_t long context,
      @intptr_t long command,
      @In byte @Nullable [] key,
      @In byte @Nullable [] value,
      @intptr_t long auxiliary);

  /** move_mount(2). */
  @intptr_t
  long syscall(
      @intptr_t long number,
      @intptr_t long from,
      @In byte[] fromPath,
      @intptr_t long to,
      @In byte[] toPath,
      @intptr_t long flags);

  int statx(int directory, @In byte[] path, int flags, int mask, @intptr_t long result);
}
