package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Linux;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one mount. They begin as two, and become more, up to a limit, whenever all are
 * busy; they live until the kernel ends the mount.
 */
final class Session implements Connection {

  private final String name;
  private final int device;
  private final Responder responder;
  private final FaultLog faults;
  private final int maxThreads;
  private final boolean lasting;
  private final List<Worker> workers = new CopyOnWriteArrayList<>();
  private final AtomicInteger idle = new AtomicInteger();
  private final AtomicInteger alive = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);

  /** Guarded by this. */
  private boolean closed;

  /** Whether {@link #device} is closed; guarded by this. */
  private boolean over;

  /**
   * @param name of the threads
   * @param device a descriptor of {@code /dev/fuse} behind which INIT is done; the session closes
   *     it
   * @param lasting whether another process may take the mount over: what a thread has read is then
   *     not lost with a descriptor of its own
   */
  Session(
      String name,
      int device,
      Responder responder,
      FaultLog faults,
      int maxThreads,
      boolean lasting) {
    this.name = name;
    this.device = device;
    this.responder = responder;
    this.faults = faults;
    this.maxThreads = maxThreads;
    this.lasting = lasting;
  }

  void start() {
    alive.incrementAndGet(); // the session itself, until it has started
    startWorker();
    if (maxThreads > 1) {
      startWorker();
    }
    ended();
  }

  /** Never throws: a request may be waiting for its answer on the thread that calls. */
  private synchronized void startWorker() {
    int number = workers.size() + 1;
    if (closed || number > maxThreads) {
      return;
    }
    int fd = lasting ? Linux.duplicate(device) : FuseDevice.another(device);
    alive.incrementAndGet();
    try {
      Worker worker = new Worker(this, fd);
      Thread thread = new Thread(worker, "fuse-" + name + "-" + number);
      thread.setDaemon(true);
      workers.add(worker);
      idle.incrementAndGet();
      thread.start();
    } catch (Throwable t) { // no memory for another thread: those that are there go on
      alive.decrementAndGet();
      if (workers.size() == number) {
        workers.removeLast();
        idle.decrementAndGet();
      }
      FuseDevice.close(fd);
      faults.fault(t);
    }
  }

  Responder responder() {
    return responder;
  }

  FaultLog faults() {
    return faults;
  }

  /** A signal has come for who asked for {@code unique}. */
  void interrupt(long unique) {
    for (Worker worker : workers) {
      if (worker.interrupt(unique)) {
        return;
      }
    }
  }

  /** A thread has got a request; the last idle one calls for another. */
  void busier() {
    if (idle.decrementAndGet() == 0 && workers.size() < maxThreads) {
      startWorker();
    }
  }

  void idler() {
    idle.incrementAndGet();
  }

  /** A thread ends. */
  void ended() {
    if (alive.decrementAndGet() == 0) {
      responder.close();
      synchronized (this) {
        over = true;
        FuseDevice.close(device);
      }
      end.countDown();
    }
  }

  @Override
  public synchronized int duplicate() {
    return over || !lasting ? -1 : Linux.duplicate(device);
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    end.await();
  }

  @Override
  public boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
    return end.await(time, unit);
  }

  @Override
  public boolean hasEnded() {
    return end.getCount() == 0;
  }

  /** From the return on, no thread uses the tree: every request fails. */
  @Override
  public synchronized void close() {
    closed = true;
    workers.forEach(Worker::close);
    responder.close();
  }
}
