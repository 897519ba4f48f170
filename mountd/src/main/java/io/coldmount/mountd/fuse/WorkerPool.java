package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a session that take requests from one place. They become more, up to a limit,
 * whenever all are busy; they live until the kernel ends the mount.
 */
final class WorkerPool {

  /** Makes a way to the place for one more thread. */
  @FunctionalInterface
  interface Channels {
    Channel open() throws IOException;
  }

  private final Session session;
  private final String name;
  private final Channels channels;
  private final List<Worker> workers = new CopyOnWriteArrayList<>();
  private final AtomicInteger idle = new AtomicInteger();
  private final AtomicInteger started = new AtomicInteger();

  WorkerPool(Session session, String name, Channels channels) {
    this.session = session;
    this.name = name;
    this.channels = channels;
  }

  Session session() {
    return session;
  }

  void fault(Throwable t) {
    session.faults().fault(t);
  }

  /**
   * Begins one more thread, if the session may have one. Never throws: a request may wait for its
   * answer on the thread that calls.
   *
   * @return whether it has begun
   */
  boolean grow() {
    if (!session.mayGrow()) {
      return false;
    }
    Channel channel = null;
    boolean begun = false;
    try {
      channel = channels.open();
      begun = start(new Worker(this, channel), false);
    } catch (IOException | OutOfMemoryError e) { // those that are there go on
      fault(e);
    } finally {
      if (!begun && channel != null) {
        channel.close();
      }
    }
    return begun;
  }

  /** Begins a thread for the channel of one that waits for a disk; does not throw either. */
  void replace(Worker successor) {
    start(successor, true);
  }

  private boolean start(Worker worker, boolean forLost) {
    synchronized (session) { // so that a session that is closed has none that it does not know
      if (!session.begins(forLost)) {
        return false;
      }
      workers.add(worker);
    }
    idle.incrementAndGet();
    try {
      Thread thread = new Thread(worker, name + "-" + started.incrementAndGet());
      thread.setDaemon(true);
      thread.start();
      return true;
    } catch (Throwable t) { // no memory for another thread
      workers.remove(worker);
      idle.decrementAndGet();
      session.ended();
      fault(t);
      return false;
    }
  }

  /** A thread has got a request; the last idle one calls for another. */
  void busier() {
    if (idle.decrementAndGet() == 0) {
      grow();
    }
  }

  /** A thread that has just begun is not needed. */
  void oneLess() {
    idle.decrementAndGet();
  }

  void idler() {
    idle.incrementAndGet();
  }

  /** A thread ends. */
  void ended(Worker worker) {
    workers.remove(worker);
    session.ended();
  }

  /** Whether one of the threads serves the request {@code unique}. */
  boolean interrupt(long unique) {
    for (Worker worker : workers) {
      if (worker.interrupt(unique)) {
        return true;
      }
    }
    return false;
  }

  /** From the return on, no thread of this pool uses the tree: every request fails. */
  void close() {
    workers.forEach(Worker::close);
  }
}
