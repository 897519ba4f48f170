package io.coldmount.mountd.scan;

import io.coldmount.mountd.restore.Posix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import jnr.ffi.LibraryLoader;

/**
 * A connection over a Unix socket: unix(7). Java's own cannot pass descriptors. Layouts of {@code
 * struct msghdr}, {@code cmsghdr} and {@code timeval}: those of a 64-bit Linux.
 */
final class UnixConnection implements ClamdConnection {

  private static final SocketCalls CALLS = LibraryLoader.create(SocketCalls.class).load("c");

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int EAGAIN = 11;
  private static final int EINTR = 4;
  private static final int SUN_PATH = 108;
  private static final int BUFFER = 64 * 1024;

  private final int socket;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(BUFFER);

  private UnixConnection(int socket) {
    this.socket = socket;
  }

  static UnixConnection open(Path path, Duration timeout) throws IOException {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    if (name.length >= SUN_PATH) {
      throw new IOException("the socket's path " + path + " is longer than 107 bytes");
    }
    int socket = CALLS.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) {
      throw failed("making a socket");
    }
    byte[] timeval = new byte[16];
    ByteBuffer.wrap(timeval)
        .order(ByteOrder.nativeOrder())
        .putLong(0, timeout.toSeconds())
        .putLong(8, timeout.toMillisPart() * 1000L);
    CALLS.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, timeval, timeval.length);
    CALLS.setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, timeval, timeval.length);
    byte[] address = new byte[2 + SUN_PATH];
    ByteBuffer.wrap(address).order(ByteOrder.nativeOrder()).putShort((short) AF_UNIX);
    System.arraycopy(name, 0, address, 2, name.length);
    if (CALLS.connect(socket, address, address.length) < 0) {
      String reason = Posix.CALLS.strerror(Posix.errno());
      Posix.CALLS.close(socket);
      throw new ConnectException(path + ": " + reason);
    }
    return new UnixConnection(socket);
  }

  private static IOException failed(String doing) {
    int errno = Posix.errno();
    return errno == EAGAIN
        ? new SocketTimeoutException(doing + " took too long")
        : new IOException(doing + " failed: " + Posix.CALLS.strerror(errno));
  }

  @Override
  public boolean passesDescriptors() {
    return true;
  }

  @Override
  public void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int count = Math.min(BUFFER, bytes.remaining());
      MemorySegment.copy(MemorySegment.ofBuffer(bytes), 0, buffer, 0, count);
      long sent = CALLS.send(socket, buffer.address(), count, MSG_NOSIGNAL);
      if (sent >= 0) {
        bytes.position(bytes.position() + (int) sent);
      } else if (Posix.errno() != EINTR) {
        throw failed("writing to the engine");
      }
    }
  }

  @Override
  public void sendDescriptor(int descriptor) throws IOException {
    try (Arena once = Arena.ofConfined()) {
      MemorySegment iov = once.allocate(16, Long.BYTES);
      iov.set(ValueLayout.JAVA_LONG, 0, once.allocate(1).address());
      iov.set(ValueLayout.JAVA_LONG, 8, 1);
      MemorySegment control = once.allocate(24, Long.BYTES);
      control.set(ValueLayout.JAVA_LONG, 0, 20); // cmsg_len: the header and one int
      control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
      control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
      control.set(ValueLayout.JAVA_INT, 16, descriptor);
      MemorySegment message = once.allocate(56, Long.BYTES);
      message.set(ValueLayout.JAVA_LONG, 16, iov.address());
      message.set(ValueLayout.JAVA_LONG, 24, 1);
      message.set(ValueLayout.JAVA_LONG, 32, control.address());
      message.set(ValueLayout.JAVA_LONG, 40, control.byteSize());
      if (CALLS.sendmsg(socket, message.address(), MSG_NOSIGNAL) < 0) {
        throw failed("passing a file to the engine");
      }
    }
  }

  @Override
  public int read(byte[] target) throws IOException {
    while (true) {
      long count = CALLS.recv(socket, buffer.address(), Math.min(BUFFER, target.length), 0);
      if (count >= 0) {
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, target, 0, (int) count);
        return (int) count;
      }
      if (Posix.errno() != EINTR) {
        throw failed("waiting for the engine");
      }
    }
  }

  @Override
  public void close() {
    Posix.CALLS.close(socket);
    arena.close();
  }
}
