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
      new Worker(scanner).work();
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

  private final class Worker {
    private final ScanEngine.Scanner scanner;

    /** What the scanner has and has not answered. */
    private final IdentityHashMap<ScanTarget, Job> open = new IdentityHashMap<>();

    Worker(ScanEngine.Scanner scanner) {
      this.scanner = scanner;
    }

    void work() throws ScanEngine.EngineGoneException, InterruptedException {
      while (!ended()) {
        Optional<List<Job>> jobs = queue.poll();
        if (jobs == null) {
          finish(); // as long as nothing else is to be done
          jobs = queue.take();
        }
        if (jobs.isEmpty() || ended()) {
          finish();
          return;
        }
        scan(jobs.get());
      }
    }

    private void scan(List<Job> jobs) throws ScanEngine.EngineGoneException, InterruptedException {
      List<ScanTarget> targets = new ArrayList<>(jobs.size());
      for (Job job : jobs) {
        targets.add(job.target);
        open.put(job.target, job);
      }
      scanner.scan(targets, this::answer);
    }

    private void finish() throws ScanEngine.EngineGoneException, InterruptedException {
      if (!ended()) {
        scanner.finish(this::answer);
        if (!open.isEmpty()) {
          String one = open.keySet().iterator().next().shown();
          throw new IllegalStateException("the engine forgot " + one);
        }
      }
    }

    private void answer(ScanTarget target, Verdict verdict) {
      Job job = open.remove(target);
      if (job == null) {
        throw new IllegalStateException("the engine answers twice for " + target.shown());
      }
      report.answer(target, verdict, "");
      if (job.shared != null) {
        job.shared.is(verdict);
      }
    }
  }

  @Override
  public void close() {
    ended = true;
    threads.forEach(Thread::interrupt);
  }
}
