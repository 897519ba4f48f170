package io.coldmount.mountd.host;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program that opens a file and hands its descriptor back over a socket (unix(7), {@code
 * SCM_RIGHTS}).
 */
public final class PassedDescriptor {

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;

  /** The socket's number in the program, and the one of its error output. */
  private static final int CHILD_SOCKET = 3;

  private static final int CHILD_ERRORS = 2;

  private static final int MAX_SAID = 4096;

  private PassedDescriptor() {}

  /**
   * A descriptor that a program passed which goes on running.
   *
   * @param fd what it passed
   * @param socket at whose end, or with whose owner, the program ends
   * @param pid of the program
   */
  public record Watched(int fd, int socket, int pid) {

    /** Lets the program end, and takes note when it has. */
    public void end() {
      Linux.close(socket);
      Thread.ofPlatform().daemon().name("end of " + pid).start(() -> Spawn.await(pid));
    }
  }

  /** As {@link #from}, of a program that stays until the socket is closed. */
  public static Watched fromWatcher(List<String> command, String variable, String remedy)
      throws IOException {
    int[] passed = new int[3];
    receive(command, variable, remedy, passed);
    return new Watched(passed[0], passed[1], passed[2]);
  }

  /**
   * The descriptor that {@code command} passes.
   *
   * @param variable of the environment that tells the program the socket's number
   * @param remedy what to type where the program is missing
   * @throws IOException with what the program wrote to its error output
   */
  public static int from(List<String> command, String variable, String remedy) throws IOException {
    return receive(command, variable, remedy, null);
  }

  /**
   * @param watched where the descriptor, the open socket and the process number go, of a program
   *     that is not waited for
   */
  private static int receive(
      List<String> command, String variable, String remedy, int @Nullable [] watched)
      throws IOException {
    int[] sockets = pair(Linux.libc()::socketpair);
    int[] errors;
    try {
      errors = pair((domain, type, protocol, at) -> Linux.libc().pipe2(at, Linux.O_CLOEXEC));
    } catch (IOException e) {
      Linux.close(sockets[0]);
      Linux.close(sockets[1]);
      throw e;
    }
    int pid;
    try {
      pid = spawn(command, variable, sockets[1], errors[1]);
    } finally {
      Linux.close(sockets[1]);
      Linux.close(errors[1]);
    }
    try {
      if (pid == -Errno.ENOENT) {
        throw new FileNotFoundException(
            command.getFirst() + " is missing, which mounts for users (type: " + remedy + ")");
      }
      if (pid < 0) {
        throw new IOException(command.getFirst() + " cannot run: " + Linux.message(-pid));
      }
      int fd = receive(sockets[0]);
      if (fd >= 0 && watched != null) {
        watched[0] = fd;
        watched[1] = Linux.duplicate(sockets[0]);
        watched[2] = pid;
        return fd;
      }
      String said = readAll(errors[0]);
      Spawn.await(pid);
      if (fd < 0) {
        throw new IOException(said.isEmpty() ? command.getFirst() + " failed" : said);
      }
      return fd;
    } finally {
      Linux.close(sockets[0]);
      Linux.close(errors[0]);
    }
  }

  /** Makes two descriptors at an address. */
  private interface PairMaker {
    int make(int domain, int type, int protocol, long address);
  }

  private static int[] pair(PairMaker maker) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(ValueLayout.JAVA_INT, 2);
      int error =
          Linux.result(maker.make(AF_UNIX, SOCK_STREAM | Linux.O_CLOEXEC, 0, pair.address()));
      if (error < 0) {
        throw new IOException("no connection to another program: " + Linux.message(-error));
      }
      return pair.toArray(ValueLayout.JAVA_INT);
    }
  }

  /** The program's process number, or an error number below 0. */
  private static int spawn(List<String> command, String variable, int socket, int errors) {
    List<String> variables = List.of(variable + "=" + CHILD_SOCKET, "PATH=" + path(), "LC_ALL=C");
    Map<Integer, Integer> descriptors = new TreeMap<>(Map.of(CHILD_ERRORS, errors));
    descriptors.put(CHILD_SOCKET, socket);
    return Spawn.start(command, variables, descriptors);
  }

  private static String path() {
    String path = System.getenv("PATH");
    return path == null ? "/usr/bin:/bin" : path;
  }

  /** Waits for one message with one descriptor; -1 if none comes. */
  private static int receive(int socket) {
    try (DescriptorMessage message = DescriptorMessage.toReceive(Long.BYTES)) {
      long count;
      do {
        count =
            Linux.result(
                Linux.libc()
                    .recvmsg(socket, message.address(), DescriptorMessage.MSG_CMSG_CLOEXEC));
      } while (count == -Errno.EINTR);
      return count > 0 ? message.descriptor() : -1;
    }
  }

  private static String readAll(int fd) {
    var said = new ByteArrayOutputStream();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(1024);
      while (said.size() < MAX_SAID) {
        long count = Linux.read(fd, chunk.address(), chunk.byteSize());
        if (count > 0) {
          said.writeBytes(chunk.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        } else if (count != -Errno.EINTR) {
          break;
        }
      }
    }
    return said.toString(StandardCharsets.UTF_8).strip();
  }
}
