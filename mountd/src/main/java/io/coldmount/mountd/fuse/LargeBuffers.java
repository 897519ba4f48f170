package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Linux;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Buffers for the longest answers, shared by all mounts: few threads need one at the same time. As
 * many as are in use are made, so that a disk which does not answer holds up nobody else; some are
 * kept for later, and the others are left to the garbage collector. Used by all threads.
 */
final class LargeBuffers {

  private static final int PAGE = 4096;

  /** Room for the header and the longest body that the kernel asks for. */
  static final int CAPACITY = Reply.HEADER + Negotiation.MAX_PAGES * PAGE;

  /** Of all mounts of this process. */
  static final LargeBuffers SHARED = new LargeBuffers(16);

  private final int most;

  /** The last one that was given back is the first one taken: it is in the processor's cache. */
  private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();

  /**
   * None yet.
   *
   * @param most how many are kept that nobody uses
   */
  LargeBuffers(int most) {
    this.most = most;
  }

  ByteBuffer take() {
    synchronized (idle) {
      ByteBuffer kept = idle.pollLast();
      if (kept != null) {
        return kept;
      }
    }
    return aligned(CAPACITY);
  }

  void give(ByteBuffer buffer) {
    synchronized (idle) {
      if (idle.size() < most) {
        idle.addLast(buffer);
      }
    }
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
