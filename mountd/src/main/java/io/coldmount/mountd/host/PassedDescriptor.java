package io.coldmount.mountd.host;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program that opens a file and hands its descriptor back over a socket (unix(7), {@code
 * SCM_RIGHTS}). Java's own ProcessBuilder closes every descriptor of the child but the first three,
 * so the program is started with posix_spawn(3).
 */
public final class PassedDescriptor {

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

  /** The socket's number in the program, and the one of its error output. */
  private static final int CHILD_SOCKET = 3;

  private static final int CHILD_ERRORS = 2;

  /** More than any C library's {@code posix_spawn_file_actions_t}. */
  private static final int FILE_ACTIONS = 1024;

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
      Thread.ofPlatform().daemon().name("end of " + pid).start(() -> await(pid));
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
      await(pid);
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
    Libc libc = Linux.libc();
    try (Arena arena = Arena.ofConfined()) {
      List<String> variables = List.of(variable + "=" + CHILD_SOCKET, "PATH=" + path(), "LC_ALL=C");
      MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
      long actions = arena.allocate(FILE_ACTIONS, Long.BYTES).address();
      libc.posix_spawn_file_actions_init(actions);
      libc.posix_spawn_file_actions_adddup2(actions, errors, CHILD_ERRORS);
      libc.posix_spawn_file_actions_adddup2(actions, socket, CHILD_SOCKET);
      int error =
          libc.posix_spawnp(
              pid.address(),
              PathBytes.of(command.getFirst()),
              actions,
              0,
              texts(arena, command),
              texts(arena, variables));
      libc.posix_spawn_file_actions_destroy(actions);
      return error != 0 ? -error : pid.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** The address of a {@code char *const []}. */
  private static long texts(Arena arena, List<String> texts) {
    MemorySegment pointers = arena.allocate(ValueLayout.JAVA_LONG, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, PathBytes.of(texts.get(i)));
      pointers.setAtIndex(ValueLayout.JAVA_LONG, i, text.address());
    }
    return pointers.address();
  }

  private static String path() {
    String path = System.getenv("PATH");
    return path == null ? "/usr/bin:/bin" : path;
  }

  /**
   * Waits for one message with one descriptor. Layouts: {@code struct msghdr} and {@code struct
   * cmsghdr} of a 64-bit Linux.
   */
  private static int receive(int socket) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment iov = arena.allocate(16, Long.BYTES);
      iov.set(ValueLayout.JAVA_LONG, 0, arena.allocate(Long.BYTES).address());
      iov.set(ValueLayout.JAVA_LONG, 8, 1);
      MemorySegment cmsg = arena.allocate(64, Long.BYTES);
      MemorySegment msghdr = arena.allocate(56, Long.BYTES);
      msghdr.set(ValueLayout.JAVA_LONG, 16, iov.address());
      msghdr.set(ValueLayout.JAVA_LONG, 24, 1);
      msghdr.set(ValueLayout.JAVA_LONG, 32, cmsg.address());
      msghdr.set(ValueLayout.JAVA_LONG, 40, cmsg.byteSize());
      long count;
      do {
        count = Linux.result(Linux.libc().recvmsg(socket, msghdr.address(), MSG_CMSG_CLOEXEC));
      } while (count == -Errno.EINTR);
      boolean passed =
          count > 0
              && msghdr.get(ValueLayout.JAVA_LONG, 40) >= 20
              && cmsg.get(ValueLayout.JAVA_INT, 8) == SOL_SOCKET
              && cmsg.get(ValueLayout.JAVA_INT, 12) == SCM_RIGHTS;
      return passed ? cmsg.get(ValueLayout.JAVA_INT, 16) : -1;
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

  private static void await(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      long status = arena.allocate(ValueLayout.JAVA_INT).address();
      while (Linux.result(Linux.libc().waitpid(pid, status, 0)) == -Errno.EINTR) {
        // a signal to this process; the program is still there
      }
    }
  }
}
