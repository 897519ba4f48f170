package io.coldmount.mountd.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Makes the pieces of an archive on several threads and writes them in their order. There are as
 * many pieces on the way as there are buffers.
 */
final class TarPipeline implements AutoCloseable {

  /** Makes one piece. */
  interface Piece {
    void putTo(ArchiveChunk chunk) throws InterruptedException;
  }

  private record Made(ByteBuffer pooled, ArchiveChunk chunk) {}

  private static final int BUFFER = 1 << 20;
  private static final int BUFFERS_PER_WORKER = 4;
  private static final int PATIENCE_SECONDS = 10;

  private final BlockingQueue<ByteBuffer> free;
  private final BlockingQueue<Optional<Future<Made>>> order;
  private final ExecutorService workers;
  private volatile boolean broken;

  TarPipeline(int threads) {
    int buffers = threads * BUFFERS_PER_WORKER;
    free = new ArrayBlockingQueue<>(buffers);
    order = new ArrayBlockingQueue<>(buffers + 1);
    for (int i = 0; i < buffers; i++) {
      free.add(ByteBuffer.allocateDirect(BUFFER));
    }
    workers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("archive-", 0).daemon().factory());
  }

  /**
   * Appends a piece; waits while there is no buffer for it.
   *
   * @return false if the archive can no longer be written
   */
  boolean append(Piece piece) throws InterruptedException {
    if (broken) {
      return false;
    }
    ByteBuffer pooled = free.take();
    if (broken) {
      return false;
    }
    order.put(
        Optional.of(
            workers.submit(
                () -> {
                  ArchiveChunk chunk = new ArchiveChunk(pooled.clear());
                  piece.putTo(chunk);
                  return new Made(pooled, chunk);
                })));
    return true;
  }

  /** Says that no piece follows. */
  void end() throws InterruptedException {
    order.put(Optional.empty());
  }

  /** Writes the pieces until the end. */
  long writeTo(WritableByteChannel out) throws IOException, InterruptedException {
    long written = 0;
    while (true) {
      Optional<Future<Made>> next = order.take();
      if (next.isEmpty()) {
        return written;
      }
      Made made = get(next.get());
      ByteBuffer bytes = made.chunk.flip();
      while (bytes.hasRemaining()) {
        written += out.write(bytes);
      }
      free.put(made.pooled);
    }
  }

  private static Made get(Future<Made> made) throws IOException, InterruptedException {
    try {
      return made.get();
    } catch (ExecutionException e) {
      throw new IOException("an error of Coldmount itself: " + e.getCause(), e);
    }
  }

  /**
   * Ends the threads, which must not read from a guest that is closed; whoever appends is told that
   * nothing is written any more.
   */
  @Override
  public void close() {
    broken = true;
    workers.shutdownNow();
    free.offer(ByteBuffer.allocate(0)); // wakes the walk
    order.clear();
    try {
      workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS); // or the disk does not answer
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
