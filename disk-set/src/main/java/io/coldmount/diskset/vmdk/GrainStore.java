package io.coldmount.diskset.vmdk;

import io.coldmount.block.ImageCache;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the sparse extents of one disk set keep in memory: directory pages and inflated grains, in
 * the image cache; inflaters that wait for work; grains that are being inflated ahead of a reader.
 * Every extent has keys of its own.
 */
final class GrainStore implements Closeable {

  /** Threads that inflate ahead, shared by all disks of the process. They hold nothing alive. */
  private static final ThreadPoolExecutor AHEAD = aheadThreads();

  /** Inflaters that are kept; more than these work only while more threads read. */
  private static final int KEPT = 16;

  /** How the keys of a region are divided: an extent number, and a number inside the extent. */
  private static final int KEY_SHIFT = 46;

  private final ImageCache.Region<long[]> pages;
  private final ImageCache.Region<byte[]> grains;
  private final ArrayBlockingQueue<Unpacker> unpackers = new ArrayBlockingQueue<>(KEPT);
  private final ConcurrentHashMap<Long, FutureTask<byte[]>> coming = new ConcurrentHashMap<>();
  private final AtomicInteger extents = new AtomicInteger();
  private volatile boolean closed;

  GrainStore(ImageCache cache) {
    pages = cache.region(page -> page.length * Long.BYTES);
    grains = cache.region(grain -> grain.length);
  }

  private static ThreadPoolExecutor aheadThreads() {
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    var executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(64),
            Thread.ofPlatform().daemon().name("inflate-ahead-", 0).factory());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  ImageCache.Region<long[]> pages() {
    return pages;
  }

  /** The first key of a new extent. */
  long newKeys() {
    return (long) extents.getAndIncrement() << KEY_SHIFT;
  }

  Unpacker takeUnpacker() {
    Unpacker waiting = unpackers.poll();
    return waiting == null ? new Unpacker() : waiting;
  }

  void giveBack(Unpacker unpacker) {
    if (closed || !unpackers.offer(unpacker)) {
      unpacker.close();
    }
  }

  boolean holds(long key) {
    return grains.peek(key) != null;
  }

  /** The grain of {@code key}: cached, being inflated, or made now by {@code loader}. */
  byte[] grain(long key, ImageCache.Loader<byte[]> loader) throws IOException {
    byte[] cached = grains.peek(key);
    if (cached != null) {
      return cached;
    }
    FutureTask<byte[]> task = coming.get(key);
    byte[] made = task == null ? null : finish(task);
    if (made != null) {
      return made;
    }
    byte[] loaded = loader.load(key);
    grains.put(key, loaded);
    return loaded;
  }

  /** Inflates the grain of {@code key} in the background; does nothing if there is no room. */
  void prepare(long key, ImageCache.Loader<byte[]> loader) {
    FutureTask<byte[]> task = new FutureTask<>(() -> prepared(key, loader));
    if (closed || coming.putIfAbsent(key, task) != null) {
      return;
    }
    try {
      AHEAD.execute(task);
    } catch (RejectedExecutionException e) {
      coming.remove(key, task);
      task.cancel(false);
    }
  }

  private byte[] prepared(long key, ImageCache.Loader<byte[]> loader) throws IOException {
    try {
      if (closed) {
        throw new IOException("closed");
      }
      byte[] loaded = loader.load(key);
      grains.put(key, loaded);
      return loaded;
    } finally {
      coming.remove(key);
    }
  }

  /** Runs or awaits {@code task}; null if it failed: then the reader finds the error itself. */
  private static byte @Nullable [] finish(FutureTask<byte[]> task) {
    task.run(); // at once, if no thread has begun it yet
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException | java.util.concurrent.CancellationException e) {
          return null;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for what is being inflated ahead, so that no file is read after it was closed. */
  @Override
  public void close() {
    closed = true;
    for (var task : coming.values()) {
      finish(task);
    }
    for (Unpacker each = unpackers.poll(); each != null; each = unpackers.poll()) {
      each.close();
    }
    pages.clear();
    grains.clear();
  }
}
