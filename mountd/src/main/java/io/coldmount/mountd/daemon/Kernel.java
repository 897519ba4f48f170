package io.coldmount.mountd.daemon;

import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.host.PathBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/** System calls as Java wants them. Results below 0 are error numbers. */
final class Kernel {

  static final int O_PATH = 010000000;
  static final int O_DIRECTORY;

  private static final KernelCalls CALLS = LibraryLoader.create(KernelCalls.class).load("c");
  private static final Runtime RUNTIME = Runtime.getRuntime(CALLS);

  /** The same on every architecture, as all calls since Linux 5.1 are. */
  private static final int SYS_OPENAT2 = 437;

  private static final int RESOLVE_NO_MAGICLINKS = 0x02;
  private static final int AT_FDCWD = -100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int SO_PEERGROUPS = 59;

  /** The kernel's NGROUPS_MAX. */
  private static final int MAXIMUM_GROUPS = 65536;

  private static final int CAPABILITY_VERSION_3 = 0x20080522;

  private static final String MACHINE = System.getProperty("os.arch", "");

  static {
    // The ARM and POWER kernels gave this flag a number of its own (asm/fcntl.h).
    boolean own = MACHINE.equals("aarch64") || MACHINE.startsWith("ppc64");
    O_DIRECTORY = own ? 040000 : 0200000;
  }

  private Kernel() {}

  private static long result(long returned) {
    return returned == -1 ? -LastError.getLastError(RUNTIME) : returned;
  }

  /** Who connected a socket: user, group and groups at that moment, as the kernel recorded them. */
  static Caller peer(int socket) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 12);
      MemorySegment ucred = arena.allocate(12, Integer.BYTES);
      option(socket, SO_PEERCRED, ucred, length);
      long uid = Integer.toUnsignedLong(ucred.get(ValueLayout.JAVA_INT, 4));
      long gid = Integer.toUnsignedLong(ucred.get(ValueLayout.JAVA_INT, 8));
      length.set(ValueLayout.JAVA_INT, 0, 0);
      // Without room the kernel tells how much it needs, which cannot change any more.
      result(CALLS.getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, 0, length.address()));
      int bytes = Math.clamp(length.get(ValueLayout.JAVA_INT, 0), 4, 4 * MAXIMUM_GROUPS);
      MemorySegment groups = arena.allocate(bytes, Integer.BYTES);
      length.set(ValueLayout.JAVA_INT, 0, bytes);
      option(socket, SO_PEERGROUPS, groups, length);
      List<Long> list = new ArrayList<>();
      for (int i = 0; i < length.get(ValueLayout.JAVA_INT, 0) / 4; i++) {
        list.add(Integer.toUnsignedLong(groups.getAtIndex(ValueLayout.JAVA_INT, i)));
      }
      return new Caller(uid, gid, list);
    }
  }

  private static void option(int socket, int option, MemorySegment value, MemorySegment length)
      throws IOException {
    long error =
        result(CALLS.getsockopt(socket, SOL_SOCKET, option, value.address(), length.address()));
    if (error < 0) {
      throw new IOException(
          "the kernel does not say who is at the other end: " + Linux.message((int) -error));
    }
  }

  /** Opens {@code path}; a link in {@code /proc} that leads to an open file is not followed. */
  static int open(Path path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = PathBytes.of(path);
      MemorySegment name = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      MemorySegment openHow = arena.allocate(24, Long.BYTES);
      openHow.set(ValueLayout.JAVA_LONG, 0, Integer.toUnsignedLong(flags));
      openHow.set(ValueLayout.JAVA_LONG, 16, RESOLVE_NO_MAGICLINKS);
      return (int)
          result(
              CALLS.syscall(
                  SYS_OPENAT2, AT_FDCWD, name.address(), openHow.address(), openHow.byteSize()));
    }
  }

  /** Opens for reading what {@code descriptor} names. */
  static int reopen(int descriptor) {
    byte[] path = PathBytes.of("/proc/self/fd/" + descriptor);
    int flags = Linux.O_RDONLY | Linux.O_CLOEXEC | Linux.O_NONBLOCK;
    int fd = Linux.open(path, flags | Linux.O_NOATIME);
    return fd == -Errno.EPERM ? Linux.open(path, flags) : fd;
  }

  /** The path of what {@code descriptor} names, as it is now. */
  static Path pathOf(int descriptor) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
  }

  /** The owner of what {@code descriptor} names. */
  static long ownerOf(int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statx = arena.allocate(256, Long.BYTES);
      int statxUid = 0x8;
      long error =
          result(CALLS.statx(descriptor, new byte[1], AT_EMPTY_PATH, statxUid, statx.address()));
      if (error < 0) {
        throw new IOException("its owner is not known: " + Linux.message((int) -error));
      }
      return Integer.toUnsignedLong(statx.get(ValueLayout.JAVA_INT, 0x14));
    }
  }

  /** The kind of file system that {@code descriptor} lies on: {@code f_type} of statfs(2). */
  static long fileSystemOf(int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statfs = arena.allocate(256, Long.BYTES);
      long error = result(CALLS.fstatfs(descriptor, statfs.address()));
      if (error < 0) {
        throw new IOException("its file system is not known: " + Linux.message((int) -error));
      }
      return statfs.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /** Whether this machine's calls for {@link #become} are known. */
  static boolean canBecome() {
    return setgroups() > 0;
  }

  /** The C library's own function changes all threads, so the call is made by its number. */
  private static int setgroups() {
    return switch (MACHINE) {
      case "amd64" -> 116;
      case "aarch64", "riscv64" -> 159;
      default -> 0;
    };
  }

  private static int capset() {
    return MACHINE.equals("amd64") ? 126 : 91;
  }

  /**
   * Gives this thread, and no other, the file rights of {@code caller}, and takes every capability
   * from it, for ever. Its user stays root, so that no other user can send it a signal.
   */
  static void become(Caller caller) throws IOException {
    int[] groups = caller.groups().stream().mapToInt(Long::intValue).toArray();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(Math.max(4, 4L * groups.length), Integer.BYTES);
      MemorySegment.copy(groups, 0, list, ValueLayout.JAVA_INT, 0, groups.length);
      long error = result(CALLS.syscall(setgroups(), groups.length, list.address(), 0, 0));
      CALLS.setfsgid((int) caller.gid());
      CALLS.setfsuid((int) caller.uid());
      MemorySegment header = arena.allocate(8, Integer.BYTES);
      header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
      MemorySegment none = arena.allocate(24, Integer.BYTES);
      if (error == 0) {
        error = result(CALLS.syscall(capset(), header.address(), none.address(), 0, 0));
      }
      // Neither call says whether it succeeded; an impossible number changes nothing and tells.
      boolean changed =
          CALLS.setfsgid(-1) == (int) caller.gid() && CALLS.setfsuid(-1) == (int) caller.uid();
      if (error < 0 || !changed) {
        throw new IOException(
            "the daemon cannot take the rights of user "
                + caller.uid()
                + ": "
                + Linux.message(error < 0 ? (int) -error : Errno.EPERM));
      }
    }
  }
}
