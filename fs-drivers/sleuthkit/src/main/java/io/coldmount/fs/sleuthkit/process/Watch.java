package io.coldmount.fs.sleuthkit.process;

import java.util.concurrent.locks.LockSupport;

/** Kills a process that lets its parent wait too long for a frame. */
final class Watch {

  private static final long NOT_WAITING = Long.MIN_VALUE;

  /** How often it looks. */
  private static final long LOOK = 250_000_000;

  private final Process process;
  private volatile long limit;
  private volatile long since = NOT_WAITING;
  private volatile boolean late;
  private volatile boolean stopped;

  /**
   * @param limit in nanoseconds
   */
  Watch(Process process, long limit) {
    this.process = process;
    this.limit = limit;
    begin();
    Thread thread = new Thread(this::run, "libtsk-watch-" + process.pid());
    thread.setDaemon(true);
    thread.start();
  }

  /** From now on it may take so long, in nanoseconds. */
  void limit(long nanoseconds) {
    limit = nanoseconds;
  }

  void begin() {
    since = System.nanoTime();
  }

  void end() {
    since = NOT_WAITING;
  }

  boolean isLate() {
    return late;
  }

  void stop() {
    stopped = true;
  }

  private void run() {
    while (!stopped && process.isAlive()) {
      LockSupport.parkNanos(LOOK);
      long began = since;
      if (!stopped && began != NOT_WAITING && System.nanoTime() - began > limit) {
        late = true;
        process.destroyForcibly();
        return;
      }
    }
  }
}
