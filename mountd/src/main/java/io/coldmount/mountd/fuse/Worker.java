package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** One thread of a session: reads a request, answers it, reads the next. */
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

  /** The other end of a rehearsal's connection is closed; a FUSE device never says so. */
  private static final int END = 0;

  /** Crashes outside a request after which a thread gives up. */
  private static final int MAX_CRASHES = 100;

  private final Session session;
  private final int fd;
  private final ByteBuffer request = Linux.memory(REQUEST);
  private final long requestAddress = Linux.address(request);
  private final Reply reply;
  private final long replyAddress;

  /** The number of the request that is being served, or 0. */
  private final AtomicLong served = new AtomicLong();

  /** Held while a request is served, so that an ending session can wait for it. */
  private final ReentrantLock serving = new ReentrantLock();

  /** Set when the tree may not be used any more; guarded by {@link #serving}. */
  private boolean closed;

  /**
   * @param fd of the FUSE device; the worker closes it
   */
  Worker(Session session, int fd) {
    this.session = session;
    this.fd = fd;
    ByteBuffer buffer = LargeBuffers.aligned(ANSWER);
    this.reply = new Reply(buffer, LargeBuffers.SHARED);
    this.replyAddress = Linux.address(buffer);
  }

  @Override
  public void run() {
    try {
      for (int crashes = 0; crashes < MAX_CRASHES; crashes++) {
        try {
          serve();
          return;
        } catch (Throwable t) { // the mount goes on: this is the one place where errors end
          session.faults().fault(t);
        }
      }
    } finally {
      Linux.close(fd);
      session.ended();
    }
  }

  /** Returns when the kernel has ended the mount. */
  private void serve() {
    while (true) {
      long count = Linux.read(fd, requestAddress, REQUEST);
      if (count > 0) {
        session.busier();
        try {
          answer((int) count);
        } finally {
          session.idler();
        }
      } else if (!goesOn((int) -count)) {
        return;
      }
    }
  }

  /** Whether to read again after an error. */
  private boolean goesOn(int errno) {
    return switch (errno) {
      case Errno.EINTR, Errno.EAGAIN, Errno.ENOENT -> true; // ENOENT: the asker has gone
      case END, Errno.ENODEV, Errno.ECONNABORTED -> false;
      default -> {
        session.faults().fault(new ProtocolException("/dev/fuse: " + Linux.message(errno)));
        yield false;
      }
    };
  }

  private void answer(int count) {
    int length;
    served.lazySet(RequestParser.unique(request));
    serving.lock();
    try {
      length = closed ? refused() : guarded(count);
    } finally {
      serving.unlock();
    }
    served.lazySet(0);
    if (length > 0) {
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
    if (Signals.isDying(asker) && served.get() == unique) {
      Reply interrupted = new Reply(Linux.memory(Reply.HEADER));
      int length = interrupted.fail(unique, Errno.EINTR);
      Linux.write(fd, Linux.address(interrupted.buffer().clear()), length);
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
        session.interrupt(interrupt.unique());
        return 0;
      }
      session.responder().answer(parsed, reply);
      return parsed instanceof Request.Message ? 0 : reply.finish(unique);
    } catch (RefusedException e) {
      return reply.fail(unique, e.errno());
    } catch (Throwable t) {
      session.faults().fault(t);
      return reply.fail(unique, ErrorNumbers.of(t));
    } finally {
      request.clear();
    }
  }

  private void send(int length) {
    long address = reply.isOwn() ? replyAddress : Linux.address(reply.buffer().clear());
    long written = Linux.write(fd, address, length);
    int errno = written < 0 ? (int) -written : 0;
    // ENOENT: the asker was killed meanwhile; ENODEV: the mount has ended.
    if (errno != 0 && errno != Errno.ENOENT && errno != Errno.ENODEV) {
      session
          .faults()
          .fault(
              new ProtocolException(
                  "the kernel refused the answer to request "
                      + RequestParser.opcode(request)
                      + ": "
                      + Linux.message(errno)));
      Linux.write(fd, address, reply.fail(RequestParser.unique(request), Errno.EIO));
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
