package io.coldmount.mountd.host;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/**
 * Starts programs with posix_spawn(3), because Java's own ProcessBuilder closes every descriptor of
 * the child but the first three.
 */
public final class Spawn {

  /** More than any C library's {@code posix_spawn_file_actions_t}. */
  private static final int FILE_ACTIONS = 1024;

  private static final File DESCRIPTORS = new File("/proc/self/fd");
  private static final int STANDARD_ERROR = 2;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;

  private Spawn() {}

  /**
   * Starts {@code command}.
   *
   * @param variables of its environment, {@code NAME=value}
   * @param descriptors by their numbers in the program
   * @return the process number, or an error number below 0
   */
  public static int start(
      List<String> command, List<String> variables, Map<Integer, Integer> descriptors) {
    Libc libc = Linux.libc();
    keepOwn();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
      long actions = arena.allocate(FILE_ACTIONS, Long.BYTES).address();
      libc.posix_spawn_file_actions_init(actions);
      descriptors.forEach((to, from) -> libc.posix_spawn_file_actions_adddup2(actions, from, to));
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

  /**
   * Java opens its files and sockets so that a program would get them. One that runs on would keep
   * a listening socket open, at which nobody answers any more.
   */
  private static void keepOwn() {
    String[] open = DESCRIPTORS.list();
    if (open != null) {
      for (String name : open) {
        int descriptor = Integer.parseInt(name);
        if (descriptor > STANDARD_ERROR) {
          Linux.libc().fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        }
      }
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

  /** Waits for the end of a program that was started, and takes note of it. */
  public static void await(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      long status = arena.allocate(ValueLayout.JAVA_INT).address();
      while (Linux.result(Linux.libc().waitpid(pid, status, 0)) == -Errno.EINTR) {
        // a signal to this process; the program is still there
      }
    }
  }
}
