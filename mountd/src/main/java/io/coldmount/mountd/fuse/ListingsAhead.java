package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lists the next folders of a walk while the walking program is busy with what it got last: then
 * the two cores work at the same time, where else each would wait for the other.
 *
 * <p>A program that goes through a tree nearly always lists a folder, and then the folders in it in
 * the order of the listing ({@code find}, {@code tar}, {@code du}, {@code os.walk}). One that does
 * not, does not list them in that order, and nothing is prepared for it. What is prepared is the
 * same answer that would be made later, as the guest does not change.
 */
final class ListingsAhead implements AutoCloseable {

  /** How many folders are prepared at most before they are asked for. */
  static final int DEPTH = 8;

  /** Threads of all mounts. Where none is free, nothing is prepared. */
  private static final ThreadPoolExecutor THREADS =
      new ThreadPoolExecutor(
          0,
          Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          ListingsAhead::thread);

  /**
   * The beginning of a listing.
   *
   * @param body the answer
   * @param folders the numbers of the folders in it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Listing(byte[] body, long[] folders) {}

  /** Makes the answer to a request that begins a listing. */
  @FunctionalInterface
  interface Lister {
    Listing list(long folder, int size) throws IOException;
  }

  private final Lister lister;

  /** Guarded by this. */
  private final Walk walk = new Walk();

  /** Guarded by this: whether a thread is at work. */
  private boolean running;

  /** Held while the thread uses the tree. */
  private final ReentrantLock working = new ReentrantLock();

  private volatile boolean closed;

  ListingsAhead(Lister lister) {
    this.lister = lister;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "listings-ahead");
    thread.setDaemon(true);
    return thread;
  }

  /** The beginning of the listing of {@code folder}, if it is prepared and not too long. */
  @Nullable Listing take(long folder, int size) {
    FutureTask<Listing> task;
    synchronized (this) {
      task = walk.take(folder);
    }
    if (task == null) {
      return null;
    }
    task.run(); // if the thread has not begun it
    try {
      Listing listing = task.get();
      if (listing.body().length <= size) {
        begun(folder, listing.folders(), size);
        return listing;
      }
    } catch (ExecutionException e) {
      // Whoever asks now is told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  /** The listing of {@code folder} was begun, and these folders are in what was answered. */
  void begun(long folder, long[] folders, int size) {
    boolean wake;
    synchronized (this) {
      walk.add(folder, folders);
      wake = walk.listed(folder) && walk.prepared() <= DEPTH / 2 && !running && !closed;
      running |= wake;
    }
    if (wake) {
      try {
        THREADS.execute(() -> run(folder, size));
      } catch (RejectedExecutionException | OutOfMemoryError e) {
        stopped(); // so there is nothing prepared
      }
    }
  }

  /** The listing of {@code folder} goes on, with these folders. */
  synchronized void further(long folder, long[] folders) {
    walk.add(folder, folders);
  }

  private synchronized void stopped() {
    running = false;
  }

  private void run(long folder, int size) {
    try {
      long at = folder;
      for (int i = 0; i < DEPTH; i++) {
        at = prepareNext(at, size);
        if (at < 0) {
          return;
        }
      }
    } finally {
      stopped();
    }
  }

  /** Prepares the folder that follows {@code at}; its number, or -1 if there is none. */
  private long prepareNext(long at, int size) {
    long next;
    FutureTask<Listing> task;
    synchronized (this) {
      next = walk.after(at);
      if (next < 0) {
        return -1;
      }
      long number = next;
      task = walk.prepare(next, () -> lister.list(number, size));
    }
    if (task == null) {
      return next; // already
    }
    working.lock();
    try {
      if (closed) {
        return -1;
      }
      task.run();
    } finally {
      working.unlock();
    }
    if (task.state() != FutureTask.State.SUCCESS) {
      return -1;
    }
    synchronized (this) {
      walk.add(next, task.resultNow().folders());
    }
    return next;
  }

  /** From the return on, no thread uses the tree for this. */
  @Override
  public void close() {
    working.lock();
    try {
      closed = true;
    } finally {
      working.unlock();
    }
  }
}
