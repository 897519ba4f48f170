package io.coldmount.mountd.scan;

import io.coldmount.mountd.scan.SharedVerdicts.Shared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads that wait for the engine's answers. */
final class ScanWorkers implements AutoCloseable {

  private record Job(ScanTarget target, @Nullable Shared shared) {}

  /** What a batch may hold in memory; one file may be larger. */
  private static final long BATCH_BYTES = 32L << 20;

  private final ScanReport report;
  private final int batchSize;
  private final BlockingQueue<Optional<List<Job>>> queue;
  private final List<Thread> threads = new ArrayList<>();
  private List<Job> batch = new ArrayList<>();
  private long batchBytes;
  private volatile boolean ended;

  ScanWorkers(ScanEngine engine, int count, ScanReport report) throws IOException {
    this.report = report;
    batchSize = engine.batch();
    queue = new ArrayBlockingQueue<>(count * 4);
    for (int i = 0; i < count; i++) {
      ScanEngine.Scanner scanner = engine.scanner();
      threads.add(Thread.ofPlatform().name("scan-" + i).daemon().start(() -> work(scanner)));
    }
  }

  /** Whether nothing more can be scanned. */
  boolean ended() {
    return ended || report.broken();
  }

  /** Hands a file over; waits while the engine is behind. */
  void submit(ScanTarget target, @Nullable Shared shared) throws InterruptedException {
    batch.add(new Job(target, shared));
    batchBytes += target.size();
    if (batch.size() >= batchSize || batchBytes >= BATCH_BYTES) {
      flush();
    }
  }

  private void flush() throws InterruptedException {
    if (!batch.isEmpty()) {
      put(Optional.of(batch));
      batch = new ArrayList<>();
      batchBytes = 0;
    }
  }

  private void put(Optional<List<Job>> jobs) throws InterruptedException {
    while (!ended() && !queue.offer(jobs, 200, TimeUnit.MILLISECONDS)) {
      // a dead engine empties no queue, so the end is looked for now and then
    }
  }

  /** Waits until everything that was handed over is answered. */
  void finish() throws InterruptedException {
    flush();
    for (int i = 0; i < threads.size(); i++) {
      put(Optional.empty());
    }
    if (ended()) {
      threads.forEach(Thread::interrupt); // some wait for work that nobody hands over any more
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void work(ScanEngine.Scanner scanner) {
    try (scanner) {
      while (true) {
        Optional<List<Job>> jobs = queue.take();
        if (jobs.isEmpty() || ended()) {
          return;
        }
        scan(scanner, jobs.get());
      }
    } catch (ScanEngine.EngineGoneException e) {
      report.engineGone(e);
      ended = true;
    } catch (InterruptedException e) {
      ended = true;
    } catch (RuntimeException e) {
      report.failed(new IOException("an error of Coldmount itself: " + e, e));
      ended = true;
    }
  }

  private void scan(ScanEngine.Scanner scanner, List<Job> jobs)
      throws ScanEngine.EngineGoneException, InterruptedException {
    IdentityHashMap<ScanTarget, Job> byTarget = new IdentityHashMap<>();
    jobs.forEach(job -> byTarget.put(job.target, job));
    scanner.scan(
        jobs.stream().map(Job::target).toList(),
        (target, verdict) -> {
          report.answer(target, verdict, "");
          Job job = byTarget.get(target);
          if (job != null && job.shared != null) {
            job.shared.is(verdict);
          }
        });
  }

  @Override
  public void close() {
    ended = true;
    threads.forEach(Thread::interrupt);
  }
}
