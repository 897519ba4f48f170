package io.coldmount.mountd.daemon;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for requests that touch disks: each caller has his own, which nobody else waits for. */
final class Workers {

  private static final int THREADS = 64;
  private static final int WAITING = 4096;
  private static final int IDLE_SECONDS = 10;

  private final Map<Long, ThreadPoolExecutor> pools = new ConcurrentHashMap<>();

  /**
   * Those of {@code caller}.
   *
   * @return an executor that throws {@link RejectedExecutionException} if too much waits
   */
  Executor of(Caller caller) {
    return pools.computeIfAbsent(caller.uid(), Workers::pool);
  }

  private static ThreadPoolExecutor pool(long uid) {
    AtomicInteger numbers = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("user-" + uid + "-" + numbers.incrementAndGet())
                    .unstarted(task));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  void end() {
    pools.values().forEach(ThreadPoolExecutor::shutdown);
  }
}
