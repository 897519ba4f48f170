package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Linux;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Buffers for the longest answers, shared by all mounts: few threads need one at the same time.
 * Some are kept for later, and the others are left to the garbage collector. As many are in use as
 * a dozen mounts have threads, so that a disk which does not answer holds up nobody else; where
 * that does not suffice, the next long answer waits, and then fails. Used by all threads.
 */
final class LargeBuffers implements LongBodies {

  private static final int PAGE = 4096;

  /** Of all mounts of this process. */
  static final LargeBuffers SHARED = new LargeBuffers(16, 128, 10_000);

  private final int most;
  private final Semaphore unused;
  private final long patience;

  /** The last one that was given back is the first one taken: it is in the processor's cache. */
  private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();

  /**
   * None yet.
   *
   * @param most how many are kept that nobody uses
   * @param used how many can be in use; of 1 MiB each, half of what Java has outside a heap of 256
   *     MiB
   * @param patience how long one that is in use is waited for, in milliseconds
   */
  LargeBuffers(int most, int used, long patience) {
    this.most = most;
    this.unused = new Semaphore(used);
    this.patience = patience;
  }

  /**
   * A buffer, to be given back.
   *
   * @throws IOException if all are in use and none becomes free
   */
  @Override
  public ByteBuffer take() throws IOException {
    reserve();
    try {
      return idleOrNew();
    } catch (OutOfMemoryError e) {
      unused.release();
      throw e;
    }
  }

  private void reserve() throws IOException {
    try {
      if (!unused.tryAcquire(patience, TimeUnit.MILLISECONDS)) {
        throw new IOException("too many long reads at once wait for disks that do not answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("a long read was interrupted before it began");
    }
  }

  private ByteBuffer idleOrNew() {
    synchronized (idle) {
      ByteBuffer kept = idle.pollLast();
      if (kept != null) {
        return kept;
      }
    }
    return aligned(CAPACITY);
  }

  @Override
  public void give(ByteBuffer buffer) {
    synchronized (idle) {
      if (idle.size() < most) {
        idle.addLast(buffer);
      }
    }
    unused.release();
  }

  /** How many are kept that nobody uses. */
  int kept() {
    synchronized (idle) {
      return idle.size();
    }
  }

  /** A new buffer in which what stands behind the header, file data above all, begins a page. */
  static ByteBuffer aligned(int capacity) {
    ByteBuffer pages = Linux.memory(2 * PAGE + capacity - Reply.HEADER).alignedSlice(PAGE);
    return pages.slice(PAGE - Reply.HEADER, capacity);
  }
}
