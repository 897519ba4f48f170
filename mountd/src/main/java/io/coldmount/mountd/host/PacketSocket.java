package io.coldmount.mountd.host;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/**
 * A Unix socket of packets ({@code SOCK_SEQPACKET}, or {@code SOCK_DGRAM}), each of which may carry
 * a descriptor. A packet that cannot be sent or does not come within some seconds is an error. Not
 * safe for several threads.
 */
public final class PacketSocket implements Closeable {

  private static final PacketCalls CALLS = LibraryLoader.create(PacketCalls.class).load("c");
  private static final Runtime RUNTIME = Runtime.getRuntime(CALLS);

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int SUN_PATH = 108;

  private static final long PATIENCE_SECONDS = 5;

  private final int socket;

  private PacketSocket(int socket) {
    this.socket = socket;
    byte[] timeval = new byte[16];
    ByteBuffer.wrap(timeval).order(ByteOrder.nativeOrder()).putLong(0, PATIENCE_SECONDS);
    CALLS.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, timeval, timeval.length);
    CALLS.setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, timeval, timeval.length);
  }

  /** A connection whose descriptor is {@code socket}, which is closed with it. */
  public static PacketSocket adopt(int socket) {
    return new PacketSocket(socket);
  }

  /** Connects to the listening socket at {@code path}. */
  public static PacketSocket connect(Path path) throws IOException {
    return connect(PathBytes.of(path), SOCK_SEQPACKET);
  }

  /**
   * A socket whose packets go to the datagram socket at {@code address}; one whose name begins with
   * {@code @} is in the abstract space.
   */
  public static PacketSocket toDatagrams(String address) throws IOException {
    byte[] name = address.getBytes(StandardCharsets.UTF_8);
    if (name[0] == '@') {
      name[0] = 0;
    }
    return connect(name, SOCK_DGRAM);
  }

  private static PacketSocket connect(byte[] name, int type) throws IOException {
    if (name.length > SUN_PATH) {
      throw new IOException("the path of the socket is longer than " + (SUN_PATH - 1) + " bytes");
    }
    int fd = CALLS.socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw failed("making a socket");
    }
    PacketSocket made = new PacketSocket(fd);
    // The length tells where the name ends; what lies in the file system may end with a NUL.
    byte[] address = new byte[2 + name.length];
    ByteBuffer.wrap(address).order(ByteOrder.nativeOrder()).putShort((short) AF_UNIX);
    System.arraycopy(name, 0, address, 2, name.length);
    if (CALLS.connect(fd, address, address.length) < 0) {
      IOException failure = failed("connecting");
      made.close();
      throw failure;
    }
    return made;
  }

  private static IOException failed(String doing) {
    return new IOException(doing + ": " + Linux.message(LastError.getLastError(RUNTIME)));
  }

  /** Sends {@code text}. */
  public void send(String text) throws IOException {
    try (DescriptorMessage message = DescriptorMessage.of(bytes(text))) {
      send(message);
    }
  }

  /** Sends {@code text} with a descriptor, which stays open here. */
  public void send(String text, int descriptor) throws IOException {
    try (DescriptorMessage message = DescriptorMessage.of(bytes(text), descriptor)) {
      send(message);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void send(DescriptorMessage message) throws IOException {
    while (CALLS.sendmsg(socket, message.address(), DescriptorMessage.MSG_NOSIGNAL) < 0) {
      if (LastError.getLastError(RUNTIME) != Errno.EINTR) {
        throw failed("sending");
      }
    }
  }

  /**
   * A packet that came.
   *
   * @param descriptor that came with it, or -1; whoever receives it closes it
   */
  public record Packet(String text, int descriptor) {}

  /** Waits for a packet of at most {@code room} bytes. */
  public Packet receive(int room) throws IOException {
    try (DescriptorMessage message = DescriptorMessage.toReceive(room)) {
      long count;
      do {
        count = CALLS.recvmsg(socket, message.address(), DescriptorMessage.MSG_CMSG_CLOEXEC);
      } while (count < 0 && LastError.getLastError(RUNTIME) == Errno.EINTR);
      if (count < 0) {
        throw failed("receiving");
      }
      if (count == 0) {
        throw new EOFException("receiving: the other side has gone");
      }
      return new Packet(message.text((int) count), message.descriptor());
    }
  }

  @Override
  public void close() {
    Linux.close(socket);
  }
}
