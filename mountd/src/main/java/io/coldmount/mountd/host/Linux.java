package io.coldmount.mountd.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/**
 * Linux system calls. Each returns what the kernel returns: a result, or the error number as a
 * negative value. Memory is passed by address; {@link #address} tells that of a direct buffer,
 * which the caller keeps reachable.
 */
public final class Linux {

  public static final int O_RDONLY = 0;
  public static final int O_RDWR = 02;
  public static final int O_NONBLOCK = 04000;
  public static final int O_NOATIME = 01000000;
  public static final int O_CLOEXEC = 02000000;

  public static final int SEEK_END = 2;
  public static final int SEEK_DATA = 3;
  public static final int SEEK_HOLE = 4;

  private static final int AF_UNIX = 1;
  private static final int SOCK_SEQPACKET = 5;

  private static final int F_DUPFD_CLOEXEC = 1030;

  static final int AT_FDCWD = -100;
  static final int AT_EMPTY_PATH = 0x1000;

  private static final Libc LIBC = LibraryLoader.create(Libc.class).load("c");
  private static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

  private Linux() {}

  /** A zeroed buffer outside the heap, in the machine's byte order. */
  public static ByteBuffer memory(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  /** The address of the byte at the buffer's position. */
  public static long address(ByteBuffer direct) {
    return MemorySegment.ofBuffer(direct).address();
  }

  /** What an error number means, for people. */
  public static String message(int errno) {
    return LIBC.strerror(errno);
  }

  public static int open(byte[] path, int flags) {
    return result(LIBC.open(path, flags, 0));
  }

  public static int close(int fd) {
    return result(LIBC.close(fd));
  }

  /** Makes {@code to} name what {@code from} names, in one step. */
  public static int dup2(int from, int to) {
    return result(LIBC.dup2(from, to));
  }

  /** Another descriptor of what {@code fd} names. */
  public static int duplicate(int fd) {
    return result(LIBC.fcntl(fd, F_DUPFD_CLOEXEC, 0));
  }

  public static long read(int fd, long buffer, long count) {
    return result(LIBC.read(fd, buffer, count));
  }

  public static long write(int fd, long buffer, long count) {
    return result(LIBC.write(fd, buffer, count));
  }

  public static long pread(int fd, long buffer, long count, long offset) {
    return result(LIBC.pread(fd, buffer, count, offset));
  }

  public static long lseek(int fd, long offset, int whence) {
    return result(LIBC.lseek(fd, offset, whence));
  }

  public static int ioctl(int fd, long request, long argument) {
    return result(LIBC.ioctl(fd, request, argument));
  }

  static int statx(int directory, byte[] path, int flags, int mask, long result) {
    return result(LIBC.statx(directory, path, flags, mask, result));
  }

  public static int mount(byte[] source, byte[] target, byte[] type, long flags, byte[] data) {
    return result(LIBC.mount(source, target, type, flags, data));
  }

  public static int umount2(byte[] target, int flags) {
    return result(LIBC.umount2(target, flags));
  }

  /**
   * Two ends of a connection (unix(7), {@code SOCK_SEQPACKET}) on which each read gets what one
   * write wrote, as from a FUSE device.
   */
  public static int[] packetPair() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(ValueLayout.JAVA_INT, 2);
      int type = SOCK_SEQPACKET | O_CLOEXEC; // SOCK_CLOEXEC has the same value
      int error = result(LIBC.socketpair(AF_UNIX, type, 0, pair.address()));
      if (error < 0) {
        throw new IOException("socketpair: " + message(-error));
      }
      return pair.toArray(ValueLayout.JAVA_INT);
    }
  }

  public static int geteuid() {
    return LIBC.geteuid();
  }

  public static int getegid() {
    return LIBC.getegid();
  }

  /** The functions that only starting a program needs. */
  static Libc libc() {
    return LIBC;
  }

  static int result(int returned) {
    return returned == -1 ? -RUNTIME.getLastError() : returned;
  }

  static long result(long returned) {
    return returned == -1 ? -RUNTIME.getLastError() : returned;
  }
}
