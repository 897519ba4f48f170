package io.coldmount.mountd.scan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A connection over TCP. */
final class TcpConnection implements ClamdConnection {

  private static final int BUFFER = 64 * 1024;

  private final Socket socket;
  private final byte[] buffer = new byte[BUFFER];

  private TcpConnection(Socket socket) {
    this.socket = socket;
  }

  static TcpConnection open(InetSocketAddress address, Duration timeout) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
      socket.setTcpNoDelay(true);
      socket.connect(address, (int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
      return new TcpConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public boolean passesDescriptors() {
    return false;
  }

  @Override
  public void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int count = Math.min(BUFFER, bytes.remaining());
      bytes.get(buffer, 0, count);
      socket.getOutputStream().write(buffer, 0, count);
    }
  }

  @Override
  public void sendDescriptor(ByteBuffer bytes, int descriptor) {
    throw new IllegalStateException("TCP passes no descriptors");
  }

  @Override
  public int read(byte[] target) throws IOException {
    return Math.max(0, socket.getInputStream().read(target));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // nothing more is expected of it
    }
  }
}
