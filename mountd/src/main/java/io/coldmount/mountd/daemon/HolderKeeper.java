package io.coldmount.mountd.daemon;

import io.coldmount.mountd.holder.HolderMain;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.host.PacketSocket;
import io.coldmount.mountd.host.PathBytes;
import io.coldmount.mountd.host.Spawn;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of ours as the keeper, one for all mounts of a daemon: see {@link HolderMain}. It is
 * started for the first mount, and the daemon does not wait for it: a descriptor is safe as soon as
 * it is on its way to a process that is there.
 */
final class HolderKeeper implements Keeper {

  private static final Logger LOG = LoggerFactory.getLogger(HolderKeeper.class);

  /** It holds numbers; most of its memory is Java itself. */
  private static final List<String> SMALL =
      List.of(
          "-Xms2m",
          "-Xmx8m",
          "-Xss256k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=8m",
          "-XX:-UsePerfData",
          "-Xlog:disable",
          "-Xlog:all=off",
          "--enable-native-access=ALL-UNNAMED");

  private static final int MAX_PACKET = 256;

  private static final byte[] NULL_DEVICE = PathBytes.of("/dev/null");

  private final Path socket;
  private final List<String> successor;
  private @Nullable PacketSocket holder;

  /**
   * One that has no process yet.
   *
   * @param socket of a process that an earlier daemon has left
   * @param successor starts the daemon again, should it die; empty if somebody else does
   */
  HolderKeeper(Path socket, List<String> successor) {
    this.socket = socket;
    this.successor = successor;
  }

  /** Finds the process that an earlier daemon has left. */
  synchronized void find() {
    if (!Files.exists(socket)) {
      return;
    }
    try {
      holder = PacketSocket.connect(socket);
    } catch (IOException e) {
      LOG.info("{} is left by a process that has ended: {}", socket, e.getMessage());
    }
  }

  @Override
  public synchronized void keep(String name, int descriptor) throws IOException {
    PacketSocket there = holder;
    if (there == null) {
      there = begin();
      holder = there;
    }
    try {
      there.send("K" + name, descriptor);
    } catch (IOException e) {
      lose(e);
      throw e;
    }
  }

  private PacketSocket begin() throws IOException {
    List<String> command = new ArrayList<>();
    command.add("setsid"); // signals to the daemon's group are not for it
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SMALL);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(HolderMain.class.getName(), socket.toString()));
    command.addAll(successor);
    List<String> variables = new ArrayList<>();
    System.getenv().forEach((name, value) -> variables.add(name + "=" + value));
    int[] ends = Linux.packetPair();
    int nothing = Linux.open(NULL_DEVICE, Linux.O_RDWR | Linux.O_CLOEXEC);
    int pid = Spawn.start(command, variables, Map.of(0, ends[1], 1, nothing, 2, nothing));
    Linux.close(nothing);
    Linux.close(ends[1]);
    if (pid < 0) {
      Linux.close(ends[0]);
      throw new IOException("no process to hold mounts: " + Linux.message(-pid));
    }
    Thread.ofPlatform().daemon().name("end of " + pid).start(() -> Spawn.await(pid));
    return PacketSocket.adopt(ends[0]);
  }

  @Override
  public synchronized void drop(String name) {
    PacketSocket there = holder;
    if (there != null) {
      try {
        there.send("D" + name);
      } catch (IOException e) {
        lose(e);
      }
    }
  }

  @Override
  public synchronized int take(String name) {
    PacketSocket there = holder;
    if (there == null) {
      return -1;
    }
    try {
      there.send("T" + name);
      return there.receive(MAX_PACKET).descriptor();
    } catch (IOException e) {
      lose(e);
      return -1;
    }
  }

  @Override
  public synchronized void end() {
    PacketSocket there = holder;
    if (there != null) {
      try {
        there.send("E");
        there.receive(MAX_PACKET); // it says nothing, and goes
      } catch (EOFException e) {
        // it has gone, and its socket too
      } catch (IOException e) {
        LOG.info("the process that holds mounts did not end: {}", e.getMessage());
      }
      there.close();
      holder = null;
    }
  }

  /** The next mount starts another. */
  private void lose(IOException e) {
    LOG.warn(
        "the process that holds mounts is lost, so they end with the daemon: {}", e.getMessage());
    if (holder != null) {
      holder.close();
      holder = null;
    }
  }
}
