package io.coldmount.mountd.scan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** ClamAV's daemon: clamd(8). */
final class ClamdEngine implements ScanEngine {

  /** Files that a session is given before it answers, so that nobody waits for anybody. */
  private static final int PASSED_TOGETHER = 16;

  private final @Nullable Path socket;
  private final @Nullable InetSocketAddress address;
  private final ClamdConfiguration configuration;
  private final Duration timeout;
  private final String version;

  /**
   * Asks the daemon for its version.
   *
   * @param where {@code /path/of/socket}, {@code HOST:PORT}, or empty for the socket that the
   *     configuration names
   */
  ClamdEngine(String where, Path configurationFile, Duration timeout) throws IOException {
    this.configuration = ClamdConfiguration.read(configurationFile);
    this.timeout = timeout;
    String place = where.isEmpty() ? configuration.socket() : where;
    if (place.isEmpty()) {
      throw new IOException(
          configurationFile
              + " names no LocalSocket: say where clamd is, as in clamd:/run/clamd.ctl");
    }
    if (place.startsWith("/")) {
      socket = Path.of(place);
      address = null;
    } else {
      socket = null;
      address = address(place);
    }
    version = ask("VERSION");
  }

  private static InetSocketAddress address(String place) throws IOException {
    int colon = place.lastIndexOf(':');
    String port = place.substring(colon + 1);
    if (colon <= 0 || !port.matches("[0-9]{1,5}")) {
      throw new IOException("\"" + place + "\" is neither a socket's path nor HOST:PORT");
    }
    return new InetSocketAddress(place.substring(0, colon), Integer.parseInt(port));
  }

  private String ask(String command) throws IOException {
    try (ClamdConnection connection = connect()) {
      connection.send(command(command));
      return new ReplyReader(connection).next();
    }
  }

  static ByteBuffer command(String command) {
    return ByteBuffer.wrap(("z" + command + "\0").getBytes(StandardCharsets.US_ASCII));
  }

  ClamdConnection connect() throws IOException {
    if (socket != null) {
      return UnixConnection.open(socket, timeout);
    }
    if (address == null) {
      throw new IllegalStateException("neither a socket nor an address");
    }
    return TcpConnection.open(address, timeout);
  }

  /** Reads answers, which end with a NUL. */
  static final class ReplyReader {

    private static final int LONGEST = 64 * 1024;

    private final ClamdConnection connection;
    private final byte[] bytes = new byte[4096];
    private final StringBuilder pending = new StringBuilder();

    ReplyReader(ClamdConnection connection) {
      this.connection = connection;
    }

    /** The next answer; an empty one if the connection has been closed. */
    String next() throws IOException {
      while (true) {
        int end = pending.indexOf("\0");
        if (end >= 0) {
          String reply = pending.substring(0, end);
          pending.delete(0, end + 1);
          return reply;
        }
        int count = connection.read(bytes);
        if (count == 0) {
          String rest = pending.toString();
          pending.setLength(0);
          return rest;
        }
        pending.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
        if (pending.length() > LONGEST) {
          throw new IOException("clamd answers without end");
        }
      }
    }
  }

  @Override
  public String description() {
    return "clamd: " + version;
  }

  @Override
  public long limit() {
    return socket != null
        ? configuration.maxFileSize()
        : Math.min(configuration.maxFileSize(), configuration.streamMaxLength());
  }

  long streamLimit() {
    return Math.min(configuration.maxFileSize(), configuration.streamMaxLength());
  }

  @Override
  public int batch() {
    return PASSED_TOGETHER;
  }

  @Override
  public Scanner scanner() {
    return new ClamdScanner(this);
  }

  @Override
  public void close() {}
}
