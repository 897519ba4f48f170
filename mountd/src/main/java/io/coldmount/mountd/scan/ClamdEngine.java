package io.coldmount.mountd.scan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** ClamAV's daemon: clamd(8). */
final class ClamdEngine implements ScanEngine {

  /** Files that go from hand to hand together; how many clamd has is up to its session. */
  private static final int BATCH = 16;

  /**
   * Files that clamd may have at once, of all sessions together. With few it runs out of work
   * whenever this process waits for a processor. Each is an open file here, and one on the way,
   * which a system may limit to 1024 together.
   */
  private static final int MOST_WAITING = 128;

  private static final int LEAST_WAITING = 4;

  private final AtomicInteger sessions = new AtomicInteger();
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
      return ClamdSession.ask(connection, command);
    }
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

  /** Files of one session that clamd may have at once. */
  int mostWaiting() {
    return Math.max(LEAST_WAITING, MOST_WAITING / Math.max(1, sessions.get()));
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public Scanner scanner() {
    sessions.incrementAndGet();
    return new ClamdScanner(this);
  }

  @Override
  public void close() {}
}
