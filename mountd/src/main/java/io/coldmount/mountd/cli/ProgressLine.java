package io.coldmount.mountd.cli;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How far long work is: on a terminal a line that rewrites itself, elsewhere a plain line now and
 * then. Called by many threads.
 */
final class ProgressLine {

  private static final long INTERVAL_NANOS = 200_000_000L;
  private static final long PLAIN_INTERVAL_NANOS = 10_000_000_000L;

  private final Shell shell;
  private final boolean wanted;
  private final boolean terminal;
  private final LongSupplier clock;
  private final long start;
  private final AtomicLong last;
  private volatile long total;
  private boolean standing;

  ProgressLine(Shell shell, boolean wanted) {
    this(shell, wanted, System::nanoTime);
  }

  /**
   * @param clock in nanoseconds
   */
  ProgressLine(Shell shell, boolean wanted, LongSupplier clock) {
    this.shell = shell;
    this.wanted = wanted;
    this.terminal = shell.errorsAreTerminal();
    this.clock = clock;
    this.start = clock.getAsLong();
    this.last = new AtomicLong(start);
  }

  /** Whether somebody looks at it, so that it is worth finding out how much there is in all. */
  boolean isWatched() {
    return wanted && terminal;
  }

  /** How many bytes there will be in all, once that is known. */
  void total(long bytes) {
    total = bytes;
  }

  void show(long done) {
    if (!wanted) {
      return;
    }
    long now = clock.getAsLong();
    long before = last.get();
    long interval = terminal ? INTERVAL_NANOS : PLAIN_INTERVAL_NANOS;
    if (now - before > interval && last.compareAndSet(before, now)) {
      print(done, (now - start) / 1e9);
    }
  }

  private synchronized void print(long done, double seconds) {
    String line = line(done, seconds);
    if (terminal) {
      shell.err().print("\r" + line + "\u001b[K");
      shell.err().flush();
      standing = true;
    } else {
      shell.warn(line);
    }
  }

  /** How far it is after so many seconds. */
  private String line(long done, double seconds) {
    double rate = done / seconds;
    StringBuilder line = new StringBuilder(Text.size(done));
    if (total > 0) {
      line.append(" of ").append(Text.size(total));
    }
    line.append(", ").append(Text.size((long) rate)).append("/s");
    if (total > done && rate > 0) {
      long left = (long) ((total - done) / rate);
      line.append(", ").append(left / 60).append(" min ").append(left % 60).append(" s left");
    }
    return line.toString();
  }

  /** Takes the line away, so that something else can be said. */
  synchronized void clear() {
    if (standing) {
      shell.err().print("\r\u001b[K");
      standing = false;
    }
  }
}
