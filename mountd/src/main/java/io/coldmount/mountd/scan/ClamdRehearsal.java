package io.coldmount.mountd.scan;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Answers as clamd does, and looks at no file: so that Java's start-up cache knows what a scan
 * runs, where there is no clamd.
 */
public final class ClamdRehearsal implements Closeable {

  private final Path socket;
  private final ServerSocketChannel server;

  private ClamdRehearsal(Path socket, ServerSocketChannel server) {
    this.socket = socket;
    this.server = server;
  }

  /** Listens on {@code socket}, which is made. */
  public static ClamdRehearsal on(Path socket) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    ClamdRehearsal rehearsal = new ClamdRehearsal(socket, server);
    Thread.ofPlatform().daemon().start(rehearsal::accept);
    return rehearsal;
  }

  public Path socket() {
    return socket;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve(connection));
      }
    } catch (IOException e) {
      // closed: the rehearsal is over
    }
  }

  /** The descriptors that come along are not taken, so the kernel closes them. */
  private static void serve(SocketChannel connection) {
    try (connection) {
      ByteBuffer one = ByteBuffer.allocate(1);
      StringBuilder command = new StringBuilder();
      int files = 0;
      while (connection.read(one.clear()) > 0) {
        if (one.get(0) != 0) {
          command.append((char) one.get(0));
          continue;
        }
        switch (command.toString()) {
          case "zVERSION" -> say(connection, "ClamAV of a rehearsal");
          case "zFILDES" -> say(connection, ++files + ": fd[10]: OK");
          default -> {} // the session's begin and end, and the byte that a descriptor comes with
        }
        command.setLength(0);
      }
    } catch (IOException e) {
      // the scan has ended
    }
  }

  private static void say(SocketChannel connection, String text) throws IOException {
    connection.write(ByteBuffer.wrap((text + "\0").getBytes(US_ASCII)));
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
  }
}
