package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Linux;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The threads of one mount. They live until the kernel ends the mount. */
final class Session implements Connection {

  /** So many more threads may be lost to disks that do not answer. */
  private static final int MAX_LOST = MountOptions.THREAD_LIMIT;

  private final int device;
  private final Responder responder;
  private final FaultLog faults;
  private final int maxThreads;
  private final boolean lasting;
  private final List<WorkerPool> pools = new ArrayList<>();
  private final Rings rings;
  private final CountDownLatch end = new CountDownLatch(1);

  /** How many threads there are; guarded by this. */
  private int threads;

  /** Guarded by this. */
  private boolean starting = true;

  /** Guarded by this. */
  private boolean closed;

  /** Whether {@link #device} is closed; guarded by this. */
  private boolean over;

  /**
   * @param name of the threads
   * @param device a descriptor of {@code /dev/fuse} behind which INIT is done; the session closes
   *     it
   * @param rings of the same mount; the session closes them
   * @param maxThreads the most that serve; where there are rings, one for each is always there
   * @param lasting whether another process may take the mount over: what a thread has read is then
   *     not lost with a descriptor of its own
   */
  Session(
      String name,
      int device,
      Rings rings,
      Responder responder,
      FaultLog faults,
      int maxThreads,
      boolean lasting) {
    this.device = device;
    this.responder = responder;
    this.faults = faults;
    this.maxThreads = maxThreads + rings.count();
    this.lasting = lasting;
    this.rings = rings;
    for (int i = 0; i < rings.count(); i++) {
      int processor = i;
      pools.add(new WorkerPool(this, "fuse-" + name + "-cpu" + i, () -> rings.channel(processor)));
    }
    pools.add(
        new WorkerPool(
            this,
            "fuse-" + name,
            () ->
                new DeviceChannel(lasting ? Linux.duplicate(device) : FuseDevice.another(device))));
  }

  /** Starts a thread for each place that requests come from; whether all have begun. */
  boolean start() {
    boolean complete = true;
    for (WorkerPool pool : pools) {
      complete &= pool.grow();
    }
    if (rings.count() == 0) {
      pools.getFirst().grow();
    }
    synchronized (this) {
      starting = false;
    }
    endIfOver();
    return complete;
  }

  Responder responder() {
    return responder;
  }

  FaultLog faults() {
    return faults;
  }

  /** A signal has come for who asked for {@code unique}. */
  void interrupt(long unique) {
    for (WorkerPool pool : pools) {
      if (pool.interrupt(unique)) {
        return;
      }
    }
  }

  /**
   * Counts one more thread, if there may be one.
   *
   * @param forLost whether it replaces one that waits for a disk
   */
  synchronized boolean begins(boolean forLost) {
    if (closed || threads >= (forLost ? maxThreads + MAX_LOST : maxThreads)) {
      return false;
    }
    threads++;
    return true;
  }

  synchronized boolean mayGrow() {
    return !closed && threads < maxThreads;
  }

  /** A thread ends. */
  void ended() {
    synchronized (this) {
      threads--;
    }
    endIfOver();
  }

  private void endIfOver() {
    synchronized (this) {
      if (starting || threads > 0 || over) {
        return;
      }
      over = true;
      FuseDevice.close(device);
    }
    rings.close();
    responder.close();
    end.countDown();
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
  public void close() {
    synchronized (this) {
      closed = true;
    }
    pools.forEach(WorkerPool::close);
    responder.close();
  }
}
