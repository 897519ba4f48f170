package io.coldmount.mountd.daemon;

import io.coldmount.mountd.host.Linux;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket that the daemon listens on: one that the service manager has opened, or its own. Its
 * own is bound in a folder that nobody else can enter and moved to its place when its mode is
 * right, so that nobody connects before.
 */
final class ControlSocket implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  /** Who may connect to the system's daemon besides root. */
  private static final String GROUP = "coldmount";

  private final ControlPlace place;
  private final boolean passed;
  private final @Nullable Path hidden;

  private ControlSocket(ControlPlace place, boolean passed, @Nullable Path hidden) {
    this.place = place;
    this.passed = passed;
    this.hidden = hidden;
  }

  /**
   * Prepares {@code connector}, which is not started yet.
   *
   * @param socket that the service manager has passed, if it has
   */
  static ControlSocket prepare(
      ControlPlace place, Optional<Integer> socket, UnixDomainServerConnector connector)
      throws IOException {
    connector.setAcceptQueueSize(4096);
    if (socket.isPresent()) {
      // Java takes a socket over from its standard input.
      int error = Linux.dup2(socket.get(), 0);
      if (error < 0) {
        throw new IOException("the socket that was passed is not there: " + Linux.message(-error));
      }
      Linux.close(socket.get());
      connector.setInheritChannel(true);
      return new ControlSocket(place, true, null);
    }
    Path hidden =
        Files.createTempDirectory(
            place.folder(),
            ".new-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    connector.setUnixDomainPath(hidden.resolve("s"));
    return new ControlSocket(place, false, hidden);
  }

  /** Lets clients connect, once the connector has started. */
  void publish() throws IOException {
    if (hidden == null) {
      return;
    }
    Path socket = hidden.resolve("s");
    PosixFileAttributeView view = Files.getFileAttributeView(socket, PosixFileAttributeView.class);
    GroupPrincipal group = place.system() ? group(socket) : null;
    if (group != null) {
      view.setGroup(group);
    }
    view.setPermissions(PosixFilePermissions.fromString(group == null ? "rw-------" : "rw-rw----"));
    Files.move(socket, place.socket(), StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(hidden);
  }

  private static @Nullable GroupPrincipal group(Path socket) throws IOException {
    try {
      return socket
          .getFileSystem()
          .getUserPrincipalLookupService()
          .lookupPrincipalByGroupName(GROUP);
    } catch (UserPrincipalNotFoundException e) {
      LOG.info("there is no group {}, so only root can connect", GROUP);
      return null;
    }
  }

  /** No client finds the socket any more. One that was passed stays: it is not ours. */
  @Override
  public void close() {
    try {
      if (!passed) {
        Files.deleteIfExists(place.socket());
      }
      if (hidden != null) {
        Files.deleteIfExists(hidden.resolve("s"));
        Files.deleteIfExists(hidden);
      }
    } catch (IOException e) {
      LOG.warn("{} is left behind: {}", place.socket(), e.toString());
    }
  }
}
