package io.coldmount.mountd.jnr;

import io.coldmount.mountd.fuse.Reply;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The replies that requests are answered in: as many as may be served at once, used for ever. */
final class Replies {

  private static final int SIZE = 256 * 1024;

  private final int most;
  private final Semaphore permits;
  private final Queue<Reply> free = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  Replies(int most) {
    this.most = most;
    this.permits = new Semaphore(most);
  }

  /** One that nobody else uses, or null if the tree may not be used any more. */
  @Nullable Reply take() {
    permits.acquireUninterruptibly();
    if (closed) {
      permits.release();
      return null;
    }
    Reply reply = free.poll();
    return reply == null ? new Reply(ByteBuffer.allocateDirect(SIZE)) : reply;
  }

  void give(Reply reply) {
    free.add(reply);
    permits.release();
  }

  /** Waits for the requests that are being served; there is no reply for later ones. */
  void close() {
    permits.acquireUninterruptibly(most);
    closed = true;
    permits.release(most);
  }
}
