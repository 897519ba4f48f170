package io.coldmount.mountd.holder;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * The system calls of this process, for its one thread. All have one shape, so that Java makes code
 * for one: what is left over is not looked at by the functions (every 64-bit calling convention of
 * Linux passes five numbers in registers).
 */
final class Calls {

  static final int EINTR = 4;

  private static final int AF_UNIX = 1;
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int SUN_PATH = 108;
  private static final int BACKLOG = 16;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);
  private static final MemorySegment STATE =
      Arena.global().allocate(Linker.Option.captureStateLayout());
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout()
          .varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = function("socket");
  private static final MethodHandle BIND = function("bind");
  private static final MethodHandle LISTEN = function("listen");
  private static final MethodHandle ACCEPT = function("accept4");
  private static final MethodHandle PEER = function("getsockopt");
  private static final MethodHandle POLL = function("poll");
  private static final MethodHandle SEND = function("sendmsg");
  private static final MethodHandle RECEIVE = function("recvmsg");
  private static final MethodHandle CLOSE = function("close");
  private static final MethodHandle USER = function("geteuid");

  private Calls() {}

  private static MethodHandle function(String name) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), SHAPE, Linker.Option.captureCallState("errno"));
  }

  /** The result, or the error number as a negative value. */
  private static int call(MethodHandle function, long a, long b, long c, long d, long e) {
    try {
      int result = (int) (long) function.invokeExact(STATE, a, b, c, d, e);
      return result == -1 ? -(int) ERRNO.get(STATE, 0L) : result;
    } catch (Throwable t) {
      throw new IllegalStateException(t); // a call into C throws nothing
    }
  }

  /** A socket that listens at {@code path} for packets. */
  static int listen(String path) throws IOException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length >= SUN_PATH) {
      throw new IOException(path + " is too long for a socket");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(2 + SUN_PATH, Short.BYTES);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
      int socket = call(SOCKET, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, 0, 0);
      int bound = call(BIND, socket, address.address(), address.byteSize(), 0, 0);
      if (socket < 0 || bound < 0 || call(LISTEN, socket, BACKLOG, 0, 0, 0) < 0) {
        throw new IOException(path + " cannot be listened on: error " + -Math.min(socket, bound));
      }
      return socket;
    }
  }

  /** A connection to {@code listener} by the user of this process; -1 for anybody else. */
  static int accept(int listener) {
    int socket = call(ACCEPT, listener, 0, 0, SOCK_CLOEXEC, 0);
    if (socket >= 0 && peer(socket) != call(USER, 0, 0, 0, 0, 0)) {
      close(socket);
      return -1;
    }
    return socket;
  }

  /** The user at the other end, as the kernel recorded him: {@code struct ucred}. */
  private static int peer(int socket) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ucred = arena.allocate(12, Integer.BYTES);
      long length = arena.allocateFrom(ValueLayout.JAVA_INT, 12).address();
      int error = call(PEER, socket, SOL_SOCKET, SO_PEERCRED, ucred.address(), length);
      return error < 0 ? -1 : ucred.get(ValueLayout.JAVA_INT, 4);
    }
  }

  /** poll(2): how many of the {@code struct pollfd} have something to tell. */
  static int poll(MemorySegment pollfds, int count, int milliseconds) {
    return call(POLL, pollfds.address(), count, milliseconds, 0, 0);
  }

  static int send(int socket, long message, int flags) {
    return call(SEND, socket, message, flags, 0, 0);
  }

  static int receive(int socket, long message, int flags) {
    return call(RECEIVE, socket, message, flags, 0, 0);
  }

  static void close(int descriptor) {
    call(CLOSE, descriptor, 0, 0, 0, 0);
  }
}
