package io.coldmount.mountd.daemon;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Sends a part of a file piece by piece: a piece is read when the one before it has left, so a slow
 * client holds one buffer and no thread. A file that cannot be read to its end ends the connection
 * early, which every client sees by the length that was announced.
 */
final class ContentStream implements Callback {

  /** The most that is in memory of an answer. */
  static final int PIECE = 64 * 1024;

  private final Answer.Part part;
  private final Response response;
  private final Callback done;
  private final Executor workers;
  private final ByteBuffer buffer;
  private long position;

  /** Begins; {@code workers} read. */
  ContentStream(Answer.Part part, Response response, Callback done, Executor workers) {
    this.part = part;
    this.response = response;
    this.done = done;
    this.workers = workers;
    this.buffer = ByteBuffer.allocate((int) Math.min(PIECE, part.end() - part.start()));
    this.position = part.start();
  }

  /** Reads and sends the next piece, on a thread that may wait for a disk. */
  void next() {
    boolean last;
    try {
      int wanted = (int) Math.min(buffer.capacity(), part.end() - position);
      buffer.clear().limit(wanted);
      while (buffer.hasRemaining()) {
        int count = part.node().read(position + buffer.position(), buffer);
        if (count <= 0) {
          throw new EOFException("the file ends before its size");
        }
      }
      buffer.flip();
      position += wanted;
      last = position == part.end();
    } catch (Throwable t) { // the connection ends early, whatever it was
      failed(t);
      return;
    }
    response.write(last, buffer, last ? Callback.from(this::end, this::failed) : this);
  }

  @Override
  public void succeeded() {
    try {
      workers.execute(this::next);
    } catch (RejectedExecutionException e) {
      failed(e);
    }
  }

  private void end() {
    part.lease().close();
    done.succeeded();
  }

  @Override
  public void failed(Throwable thrown) {
    part.lease().close();
    done.failed(thrown);
  }
}
