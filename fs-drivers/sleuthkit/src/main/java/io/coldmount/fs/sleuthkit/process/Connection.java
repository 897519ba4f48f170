package io.coldmount.fs.sleuthkit.process;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.sleuthkit.child.Frames;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks libtsk about one volume, and gives it the volume's bytes. The process is started when it is
 * needed. When it dies or does not answer, the request that met with it fails, and the next one
 * starts it anew; but not more often than a few times a minute. Threads take turns.
 */
public final class Connection implements Closeable {

  private static final int MAXIMUM_STARTS = 6;
  private static final long WITHIN = TimeUnit.MINUTES.toNanos(1);

  /** How many times as long as the next sign of life a whole answer may take. */
  private static final int PATIENCE = 10;

  private final BlockSource volume;
  private final int type;
  private final long timeoutSeconds;
  private final Deque<Long> starts = new ArrayDeque<>();
  private @Nullable Child child;
  private @Nullable ByteBuffer opened;
  private boolean closed;

  /**
   * @param type the file system as libtsk numbers it
   * @param timeoutSeconds how long the process may take for the next sign of life
   */
  public Connection(BlockSource volume, int type, long timeoutSeconds) {
    this.volume = volume;
    this.type = type;
    this.timeoutSeconds = timeoutSeconds;
  }

  /** What libtsk says to opening the volume. */
  public synchronized ByteBuffer open() throws IOException {
    running();
    ByteBuffer answer = opened;
    if (answer == null) {
      throw new IOException(volume.name() + ": libtsk is gone");
    }
    return answer.duplicate();
  }

  /** The answer to a request. */
  public synchronized ByteBuffer ask(byte request, ByteBuffer content) throws IOException {
    return exchange(running(), request, content);
  }

  /** The process, for tests; -1 if there is none. */
  public synchronized long pid() {
    Child running = child;
    return running == null ? -1 : running.pid();
  }

  private Child running() throws IOException {
    Child running = child;
    if (running == null) {
      if (closed) {
        throw new IOException(volume.name() + ": the volume is closed");
      }
      limitStarts();
      running = Library.ready(Child.start(), volume.name());
      running.limit(timeoutSeconds);
      child = running;
      ByteBuffer request = ByteBuffer.allocate(12).putLong(volume.size()).putInt(type).flip();
      opened = exchange(running, Frames.OPEN, request);
    }
    return running;
  }

  private void limitStarts() throws IOException {
    long now = System.nanoTime();
    while (!starts.isEmpty() && now - starts.getFirst() > WITHIN) {
      starts.removeFirst();
    }
    if (starts.size() >= MAXIMUM_STARTS) {
      throw new IOException(
          volume.name()
              + ": libtsk's process has died "
              + MAXIMUM_STARTS
              + " times within a minute on this volume; it is left alone for a while");
    }
    starts.addLast(now);
  }

  private ByteBuffer exchange(Child with, byte request, ByteBuffer content) throws IOException {
    try {
      return answer(with, request, content);
    } catch (Died e) {
      end();
      throw new IOException(volume.name() + ": " + e.getMessage(), e);
    }
  }

  /** That the process is of no use any more. */
  private static final class Died extends Exception {
    private static final long serialVersionUID = 1;

    Died(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Ends: the watch bounds the time between two frames, and all of them together is bounded. */
  private ByteBuffer answer(Child with, byte request, ByteBuffer content) throws IOException, Died {
    IOException unreadable = null;
    long began = System.nanoTime();
    send(with, request, content);
    while (true) {
      if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(PATIENCE * timeoutSeconds)) {
        throw new Died(new IOException("libtsk did not come to an end in time"));
      }
      Child.Frame frame = receive(with);
      switch (frame.type()) {
        case Frames.NEED -> {
          IOException failed = supply(with, frame.content());
          unreadable = unreadable == null ? failed : unreadable;
        }
        case Frames.RESULT -> {
          if (unreadable != null) {
            throw unreadable; // libtsk may have made something up in its place
          }
          return frame.content();
        }
        case Frames.FAILED -> {
          throw unreadable != null ? unreadable : failure(frame.content(), volume.name());
        }
        default -> throw new Died(new IOException("libtsk's process sent nonsense"));
      }
    }
  }

  /**
   * Sends bytes of the volume.
   *
   * @return why they cannot be had, or null
   */
  private @Nullable IOException supply(Child with, ByteBuffer need) throws Died {
    boolean whole = need.remaining() == Long.BYTES + Integer.BYTES;
    long position = whole ? need.getLong() : -1;
    int length = whole ? need.getInt() : -1;
    if (length < 0
        || length > Frames.MAXIMUM
        || position < 0
        || position > volume.size() - length) {
      throw new Died(new IOException("libtsk's process asked for bytes outside the volume"));
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      volume.read(position, bytes);
    } catch (IOException e) {
      send(with, Frames.NO_BYTES, ByteBuffer.allocate(0));
      return e;
    }
    send(with, Frames.BYTES, bytes.flip());
    return null;
  }

  private static void send(Child with, byte type, ByteBuffer content) throws Died {
    try {
      with.send(type, content);
    } catch (IOException e) {
      throw new Died(with.died());
    }
  }

  private static Child.Frame receive(Child with) throws Died {
    try {
      return with.receive();
    } catch (IOException e) {
      throw new Died(e);
    }
  }

  static IOException failure(ByteBuffer content, String where) {
    byte kind = content.hasRemaining() ? content.get() : Frames.INTERNAL;
    String sentence = Child.text(content);
    return switch (kind) {
      case Frames.DAMAGED -> new CorruptException(where, sentence);
      case Frames.ABSENT -> new NoSuchFileException(where + ": " + sentence);
      case Frames.ENCRYPTED ->
          new UnavailableException(where, UnavailableException.Reason.ENCRYPTED, sentence);
      case Frames.NO_LIBRARY ->
          new UnsupportedException(
              where,
              "a file system that only libtsk reads, without it ("
                  + sentence
                  + "; Debian: apt-get install libtsk19),");
      case Frames.WRONG_LIBRARY ->
          new UnsupportedException(where, "reading it through another libtsk (" + sentence + ")");
      default -> new IOException(where + ": " + sentence);
    };
  }

  private void end() {
    Child running = child;
    child = null;
    opened = null;
    if (running != null) {
      running.end();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    end();
  }
}
