package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One thread of a session: takes a request, answers it, takes the next. */
final class Worker implements Runnable {

  /**
   * Room for a request: the header, the largest structure, a name of {@code PATH_MAX}, and for
   * forgotten nodes many at once; {@code FUSE_MIN_READ_BUFFER} is half of it.
   */
  private static final int REQUEST = 16 * 1024;

  /**
   * Room for every answer but long reads and listings: attributes have up to 64 KiB ({@code
   * XATTR_SIZE_MAX}). A daemon holds hundreds of threads.
   */
  private static final int ANSWER = Reply.HEADER + 64 * 1024;

  /** In the place of a request's number: only this thread can answer it. */
  private static final long ALONE = -1;

  /** Crashes outside a request after which a thread gives up. */
  private static final int MAX_CRASHES = 100;

  private final WorkerPool pool;
  private final Channel channel;

  /** Whose channel this worker takes over, until it has. */
  private @Nullable Worker predecessor;

  private final long abandoned;
  private final ByteBuffer request = Linux.memory(REQUEST);
  private final long requestAddress = Linux.address(request);
  private final Reply reply;

  /** The number of the request that is being served, {@link #ALONE}, or 0. */
  private final AtomicLong served = new AtomicLong();

  /** Held while a request is served, so that an ending session can wait for it. */
  private final ReentrantLock serving = new ReentrantLock();

  /** Set when the tree may not be used any more; guarded by {@link #serving}. */
  private boolean closed;

  /** Whether another worker has the channel. */
  private boolean replaced;

  /**
   * @param channel the worker closes it
   */
  Worker(WorkerPool pool, Channel channel) {
    this(pool, channel, null, 0);
  }

  private Worker(WorkerPool pool, Channel channel, @Nullable Worker predecessor, long abandoned) {
    this.pool = pool;
    this.channel = channel;
    this.predecessor = predecessor;
    this.abandoned = abandoned;
    ByteBuffer place = channel.place();
    this.reply =
        new Reply(
            LargeBuffers.aligned(ANSWER), place == null ? LargeBuffers.SHARED : new Place(place));
  }

  /** Long answers are built where the kernel takes them, which nobody else may do meanwhile. */
  private final class Place implements LongBodies {

    private final ByteBuffer buffer;

    Place(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public ByteBuffer take() throws IOException {
      if (!served.compareAndSet(RequestParser.unique(request), ALONE)) {
        throw new RefusedException(Errno.EINTR); // which nobody waits for any more
      }
      return buffer;
    }

    @Override
    public void give(ByteBuffer taken) {}
  }

  @Override
  public void run() {
    try {
      for (int crashes = 0; crashes < MAX_CRASHES; crashes++) {
        try {
          if (inherits()) {
            serve();
          }
          return;
        } catch (Throwable t) { // the mount goes on: this is the one place where errors end
          pool.fault(t);
        }
      }
    } finally {
      if (!replaced) {
        channel.close();
      }
      pool.ended(this);
    }
  }

  /** Whether the channel is this worker's; its predecessor may have answered meanwhile. */
  private boolean inherits() {
    Worker before = predecessor;
    if (before == null) {
      return true;
    }
    predecessor = null;
    if (before.served.compareAndSet(abandoned, 0)) {
      channel.send(reply, reply.fail(abandoned, Errno.EINTR));
      return true;
    }
    replaced = true;
    pool.oneLess();
    return false;
  }

  /** Returns when the kernel has ended the mount, or another worker has the channel. */
  private void serve() {
    while (!replaced) {
      long count = channel.receive(request, requestAddress);
      if (count > 0) {
        pool.busier();
        try {
          answer((int) count);
        } finally {
          if (!replaced) {
            pool.idler();
          }
        }
      } else if (!goesOn((int) -count)) {
        return;
      }
    }
  }

  private boolean goesOn(int errno) {
    Channel.After next = channel.after(errno);
    if (next == Channel.After.FAULT || next == Channel.After.BROKEN) {
      pool.fault(new ProtocolException("/dev/fuse: " + Linux.message(errno)));
    }
    return next == Channel.After.NEXT || next == Channel.After.FAULT;
  }

  private void answer(int count) {
    int length;
    long unique = RequestParser.unique(request);
    served.set(unique);
    serving.lock();
    try {
      length = closed ? refused() : guarded(count);
    } finally {
      serving.unlock();
    }
    if (served.getAndSet(0) == 0) {
      replaced = channel.isForOne();
    } else if (length > 0) {
      send(length);
    }
    reply.release();
  }

  /**
   * Answers the request {@code unique} at once if this thread serves it and who asked is dying: a
   * process that has been killed must not wait for a disk that does not answer. Other signals wait,
   * as they do on the kernel's own file systems. What this thread answers later is thrown away.
   *
   * @return whether this thread serves the request
   */
  boolean interrupt(long unique) {
    if (served.get() != unique) {
      return false;
    }
    int asker = RequestParser.asker(request);
    if (served.get() == unique && Signals.isDying(asker)) {
      if (channel.isForOne()) {
        pool.replace(new Worker(pool, channel, this, unique));
      } else if (served.compareAndSet(unique, 0)) {
        Reply interrupted = new Reply(Linux.memory(Reply.HEADER));
        channel.send(interrupted, interrupted.fail(unique, Errno.EINTR));
      }
    }
    return true;
  }

  private int refused() {
    return reply.fail(RequestParser.unique(request), Errno.ENODEV);
  }

  /** Answers the request; whatever goes wrong with it is its own answer. */
  private int guarded(int count) {
    long unique = RequestParser.unique(request);
    try {
      Request parsed = RequestParser.parse(request.limit(count));
      if (parsed instanceof Request.Interrupt interrupt) {
        pool.session().interrupt(interrupt.unique());
        return 0;
      }
      pool.session().responder().answer(parsed, reply);
      return parsed instanceof Request.Message ? 0 : reply.finish(unique);
    } catch (RefusedException e) {
      return reply.fail(unique, e.errno());
    } catch (Throwable t) {
      pool.fault(t);
      return reply.fail(unique, ErrorNumbers.of(t));
    } finally {
      request.clear();
    }
  }

  private void send(int length) {
    long sent = channel.send(reply, length);
    int errno = sent < 0 ? (int) -sent : 0;
    // ENOENT: the asker was killed meanwhile; ENODEV: the mount has ended.
    if (errno != 0 && errno != Errno.ENOENT && errno != Errno.ENODEV) {
      pool.fault(
          new ProtocolException(
              "the kernel refused the answer to request "
                  + RequestParser.opcode(request)
                  + ": "
                  + Linux.message(errno)));
      channel.send(reply, reply.fail(RequestParser.unique(request), Errno.EIO));
    }
  }

  /** Waits for the request that is being served, if any; all later ones fail. */
  void close() {
    serving.lock();
    try {
      closed = true;
    } finally {
      serving.unlock();
    }
  }
}
