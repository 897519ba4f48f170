package io.coldmount.mountd.daemon;

import io.coldmount.mountd.host.Linux;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket that the daemon listens on: one that the service manager has opened, or its own. Its
 * own is bound in a folder that nobody else can enter and moved to its place when its mode is
 * right, so that nobody connects before. From then on clients can connect; they are answered when
 * the server takes their connections.
 */
final class ControlSocket implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  /** Who may connect to the system's daemon besides root. */
  private static final String GROUP = "coldmount";

  private static final int QUEUE = 4096;

  private final ServerSocketChannel channel;
  private final @Nullable Path path;

  private ControlSocket(ServerSocketChannel channel, @Nullable Path path) {
    this.channel = channel;
    this.path = path;
  }

  /**
   * Listens.
   *
   * @param passed what the service manager has passed, if it has
   */
  static ControlSocket listen(ControlPlace place, Optional<Integer> passed) throws IOException {
    return passed.isPresent()
        ? new ControlSocket(taken(passed.get()), null)
        : new ControlSocket(bound(place), place.socket());
  }

  /** Java takes a socket over from its standard input. */
  private static ServerSocketChannel taken(int passed) throws IOException {
    int error = Linux.dup2(passed, 0);
    if (error < 0) {
      throw new IOException("the socket that was passed is not there: " + Linux.message(-error));
    }
    Linux.close(passed);
    if (System.inheritedChannel() instanceof ServerSocketChannel listening) {
      return listening;
    }
    throw new IOException("what was passed is no socket that listens");
  }

  private static ServerSocketChannel bound(ControlPlace place) throws IOException {
    Path hidden =
        Files.createTempDirectory(
            place.folder(),
            ".new-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path made = hidden.resolve("s");
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean published = false;
    try {
      channel.bind(UnixDomainSocketAddress.of(made), QUEUE);
      open(made, place.system());
      Files.move(made, place.socket(), StandardCopyOption.ATOMIC_MOVE);
      published = true;
      return channel;
    } catch (IOException e) {
      throw new IOException(place.socket() + " cannot be listened on: " + e.getMessage(), e);
    } finally {
      if (!published) {
        channel.close();
        Files.deleteIfExists(made);
      }
      Files.deleteIfExists(hidden);
    }
  }

  /** Sets who may connect. */
  private static void open(Path socket, boolean system) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(socket, PosixFileAttributeView.class);
    GroupPrincipal group = system ? group(socket) : null;
    if (group != null) {
      view.setGroup(group);
    }
    view.setPermissions(PosixFilePermissions.fromString(group == null ? "rw-------" : "rw-rw----"));
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

  ServerSocketChannel channel() {
    return channel;
  }

  /** No client finds the socket any more. One that was passed stays: it is not ours. */
  void hide() {
    try {
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("{} is left behind: {}", path, e.toString());
    }
  }

  /** Hangs up on those who wait to be answered. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
