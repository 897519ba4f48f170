package io.coldmount.mountd.restore;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Lets another thread end a run and wait for its end. */
final class Cancellation {

  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Session session;
  private boolean cancelled;

  synchronized void begin(Session begun) {
    session = begun;
    if (cancelled) {
      begun.cancel();
    }
  }

  void end() {
    ended.countDown();
  }

  void cancel() {
    Session running;
    synchronized (this) {
      cancelled = true;
      running = session;
    }
    if (running == null) {
      return;
    }
    running.cancel();
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
