package io.coldmount.mountd.daemon;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a job has to tell, kept so that a client can come late, or come back. Of progress only the
 * newest is kept, of everything else the first so many.
 */
final class JobEvents {

  /** Findings that are kept, and the bytes they may have; the job counts all of them. */
  private static final int KEPT = 5_000;

  private static final int KEPT_BYTES = 1 << 20;

  /**
   * One event.
   *
   * @param id counts from 1 and grows
   * @param name {@code progress}, {@code finding} or {@code end}
   * @param data one JSON object
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Event(long id, String name, byte[] data) {}

  private final Deque<Event> kept = new ArrayDeque<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long last;
  private long findings;
  private long lost;
  private long bytes;
  private boolean ended;

  void progress(Answer.Writer fields) {
    synchronized (this) {
      if (!kept.isEmpty() && kept.getLast().name.equals("progress")) {
        kept.removeLast();
      }
      append("progress", fields);
    }
    listeners.forEach(Runnable::run);
  }

  void finding(Answer.Writer fields) {
    synchronized (this) {
      findings++;
      if (full()) {
        lost++;
        return;
      }
      bytes += append("finding", fields);
    }
    listeners.forEach(Runnable::run);
  }

  void end(Answer.Writer fields) {
    synchronized (this) {
      append("end", fields);
      ended = true;
    }
    listeners.forEach(Runnable::run);
  }

  private boolean full() {
    return findings > KEPT || bytes > KEPT_BYTES;
  }

  private int append(String name, Answer.Writer fields) {
    try {
      byte[] data = Answer.objectBytes(fields);
      kept.add(new Event(++last, name, data));
      return data.length;
    } catch (IOException e) {
      throw new IllegalStateException(e); // memory takes whatever is written
    }
  }

  /** How many findings there were, also those that were not kept. */
  synchronized long findings() {
    return findings;
  }

  synchronized long lost() {
    return lost;
  }

  /** At most {@code most} events that follow the one of number {@code after}. */
  synchronized List<Event> after(long after, int most) {
    List<Event> next = new ArrayList<>();
    for (Event event : kept) {
      if (event.id > after && next.size() < most) {
        next.add(event);
      }
    }
    return next;
  }

  /** Whether nothing follows the event of number {@code seen}, for ever. */
  synchronized boolean isOver(long seen) {
    return ended && seen >= last;
  }

  /** {@code listener} is called, without a lock and by any thread, when there is something new. */
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void leave(Runnable listener) {
    listeners.remove(listener);
  }
}
