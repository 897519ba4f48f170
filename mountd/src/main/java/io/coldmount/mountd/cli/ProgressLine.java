package io.coldmount.mountd.cli;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How far long work is: on a terminal a line that rewrites itself, elsewhere nothing. Called by
 * many threads.
 */
final class ProgressLine {

  private static final long INTERVAL_NANOS = 200_000_000L;

  private final Shell shell;
  private final boolean shown;
  private final long start = System.nanoTime();
  private final AtomicLong last = new AtomicLong(start);
  private volatile long total;
  private boolean standing;

  ProgressLine(Shell shell, boolean shown) {
    this.shell = shell;
    this.shown = shown;
  }

  boolean isShown() {
    return shown;
  }

  /** How many bytes there will be in all, once that is known. */
  void total(long bytes) {
    total = bytes;
  }

  void show(long done) {
    if (!shown) {
      return;
    }
    long now = System.nanoTime();
    long before = last.get();
    if (now - before > INTERVAL_NANOS && last.compareAndSet(before, now)) {
      print(done, (now - start) / 1e9);
    }
  }

  private synchronized void print(long done, double seconds) {
    double rate = done / seconds;
    StringBuilder line = new StringBuilder("\r").append(Text.size(done));
    if (total > 0) {
      line.append(" of ").append(Text.size(total));
    }
    line.append(", ").append(Text.size((long) rate)).append("/s");
    if (total > done && rate > 0) {
      long left = (long) ((total - done) / rate);
      line.append(", ").append(left / 60).append(" min ").append(left % 60).append(" s left");
    }
    shell.err().print(line.append("\u001b[K"));
    shell.err().flush();
    standing = true;
  }

  /** Takes the line away, so that something else can be said. */
  synchronized void clear() {
    if (standing) {
      shell.err().print("\r\u001b[K");
      standing = false;
    }
  }
}
