package io.coldmount.mountd.scan;

import io.coldmount.mountd.host.DescriptorMessage;
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
 * A connection over a Unix socket: unix(7). Java's own cannot pass descriptors. Layout of {@code
 * struct timeval}: that of a 64-bit Linux.
 */
final class UnixConnection implements ClamdConnection {

  private static final SocketCalls CALLS = LibraryLoader.create(SocketCalls.class).load("c");

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int EAGAIN = 11;
  private static final int EINTR = 4;
  private static final int SUN_PATH = 108;
  private static final int BUFFER = 64 * 1024;

  /** With which a descriptor goes. */
  private static final int MAX_COMMAND = 256;

  private final int socket;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(BUFFER);
  private final DescriptorMessage message = DescriptorMessage.toSend(MAX_COMMAND);

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
      long sent = CALLS.send(socket, buffer.address(), count, DescriptorMessage.MSG_NOSIGNAL);
      if (sent >= 0) {
        bytes.position(bytes.position() + (int) sent);
      } else if (Posix.errno() != EINTR) {
        throw failed("writing to the engine");
      }
    }
  }

  @Override
  public void sendDescriptor(ByteBuffer bytes, int descriptor) throws IOException {
    int count = bytes.remaining();
    message.put(bytes, descriptor);
    long sent;
    do {
      sent = CALLS.sendmsg(socket, message.address(), DescriptorMessage.MSG_NOSIGNAL);
    } while (sent < 0 && Posix.errno() == EINTR);
    if (sent < 0) {
      throw failed("passing a file to the engine");
    }
    if (sent != count) {
      throw new IOException("the engine took only a part of a command");
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
    message.close();
    arena.close();
  }
}
