package io.coldmount.mountd.daemon;

import io.coldmount.mountd.host.Linux;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** Says who is at the other end of a connection. */
interface Peers {

  /** Who connected {@code channel}, or null for somebody this daemon does not serve. */
  @Nullable Caller of(SocketChannel channel) throws IOException;

  /**
   * For a daemon that serves its own user, and root. Java's principals have no numbers, but they
   * know whether theirs are the same.
   *
   * @param mine something that belongs to the user
   */
  static Peers own(Path mine) throws IOException {
    UserPrincipal self = Files.getOwner(mine);
    UserPrincipal root = Files.getOwner(Path.of("/proc/1"));
    Caller owner = new Caller(Linux.geteuid(), Linux.getegid(), List.of());
    return channel -> {
      UserPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
      if (peer.equals(self)) {
        return owner;
      }
      return peer.equals(root) ? new Caller(0, 0, List.of()) : null;
    };
  }

  /**
   * For a daemon of root that serves many. It needs numbers and groups, so it asks the kernel by
   * the channel's descriptor, which the launcher opens to it.
   *
   * @throws IOException if the launcher has not
   */
  static Peers all() throws IOException {
    Method descriptor;
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      descriptor = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
      descriptor.invoke(probe);
    } catch (ReflectiveOperationException e) {
      throw new IOException(
          "the system's daemon is started by the launcher, or with the option of java --add-exports"
              + " java.base/sun.nio.ch=ALL-UNNAMED",
          e);
    }
    if (!Kernel.canBecome()) {
      throw new IOException(
          "on this kind of machine ("
              + System.getProperty("os.arch")
              + ") there is no system's"
              + " daemon, because its threads cannot take a user's rights");
    }
    return channel -> {
      try {
        return Kernel.peer((int) descriptor.invoke(channel));
      } catch (ReflectiveOperationException e) {
        throw new IOException("the descriptor of a connection is not known", e);
      }
    };
  }
}
