package io.coldmount.fs.sleuthkit.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Gives away what the child does not need, before it sees the first byte of a guest. */
final class Sandbox {

  private static final int NOBODY = 65534;

  // prctl(2)
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_NO_NEW_PRIVS = 38;

  // getrlimit(2)
  private static final int RLIMIT_FSIZE = 1;
  private static final int RLIMIT_CORE = 4;
  private static final int RLIMIT_NPROC = 6;
  private static final int RLIMIT_NOFILE = 7;
  private static final int RLIMIT_AS = 9;

  /** How much memory libtsk may take besides what is in use when it begins. */
  private static final long MEMORY = 1L << 30;

  private static final long PAGE = 4096;

  private final SystemCalls calls;
  private final List<String> held = new ArrayList<>();
  private final long limit = Memory.allocate(16);

  private Sandbox(SystemCalls calls) {
    this.calls = calls;
  }

  /**
   * Closes it, for good.
   *
   * @return what holds now, for people
   */
  static String enter(SystemCalls calls) throws TskException {
    return new Sandbox(calls).enter();
  }

  private String enter() throws TskException {
    long memory = memoryInUse();
    if (calls.geteuid() == 0) {
      require(calls.setgroups(0, 0), "drop its groups");
      require(calls.setresgid(NOBODY, NOBODY, NOBODY), "become group nogroup");
      require(calls.setresuid(NOBODY, NOBODY, NOBODY), "become user nobody");
      held.add("user nobody");
    }
    require(calls.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "forbid dumps");
    limit(RLIMIT_CORE, 0, "");
    limit(RLIMIT_FSIZE, 0, "");
    limit(RLIMIT_AS, memory + MEMORY, "memory limited");
    limit(RLIMIT_NPROC, 0, "no new threads or programs");
    limit(RLIMIT_NOFILE, 0, "no new files or sockets");
    require(calls.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "give up new privileges");
    if (SystemCallFilter.apply(calls)) {
      held.add("system calls filtered");
    }
    return String.join(", ", held);
  }

  private void limit(int resource, long value, String what) throws TskException {
    Memory.put64(limit, value);
    Memory.put64(limit + 8, value);
    require(calls.setrlimit(resource, limit), "limit resource " + resource);
    if (!what.isEmpty()) {
      held.add(what);
    }
  }

  private static void require(int result, String what) throws TskException {
    if (result != 0) {
      throw new TskException(Frames.INTERNAL, "the process for libtsk cannot " + what);
    }
  }

  private static long memoryInUse() throws TskException {
    try {
      String pages = Files.readString(Path.of("/proc/self/statm"));
      return Long.parseLong(pages.substring(0, pages.indexOf(' '))) * PAGE;
    } catch (IOException | NumberFormatException e) {
      throw new TskException(Frames.INTERNAL, "/proc/self/statm cannot be read: " + e);
    }
  }
}
