package io.coldmount.mountd.holder;

import java.io.File;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Starts the daemon that follows one that was killed. A daemon that dies again and again, of
 * whatever it is asked, is left alone.
 */
final class Successor {

  private static final int TIMES = 5;
  private static final long SPAN = 60_000_000_000L;

  private final List<String> command;
  private final ArrayDeque<Long> starts = new ArrayDeque<>();

  /**
   * Of a daemon.
   *
   * @param command that starts it; empty if somebody else does
   */
  Successor(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** Whether somebody will come, or may. */
  boolean start() {
    long now = System.nanoTime();
    starts.removeIf(start -> now - start > SPAN);
    if (command.isEmpty()) {
      return true;
    }
    if (starts.size() >= TIMES) {
      return false;
    }
    starts.add(now);
    try {
      new ProcessBuilder(command)
          .directory(new File("/"))
          .redirectInput(new File("/dev/null"))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
