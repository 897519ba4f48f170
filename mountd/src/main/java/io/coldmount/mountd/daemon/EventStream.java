package io.coldmount.mountd.daemon;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Sends the events of a job as server-sent events. One write is on its way at a time; what happens
 * meanwhile waits in the job, so a slow client costs nothing.
 */
final class EventStream implements Callback {

  private static final int AT_ONCE = 100;

  /** Shorter than the time after which a silent connection is closed. */
  static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final JobEvents events;
  private final Response response;
  private final Callback done;
  private final ScheduledFuture<?> heartbeat;
  private final Runnable listener = this::pump;

  /** Guarded by this. */
  private long sent;

  private boolean writing;
  private boolean over;

  EventStream(
      JobEvents events,
      long after,
      Response response,
      Callback done,
      ScheduledExecutorService clock) {
    this.events = events;
    this.sent = after;
    this.response = response;
    this.done = done;
    long pause = HEARTBEAT.toMillis();
    heartbeat = clock.scheduleWithFixedDelay(this::beat, pause, pause, TimeUnit.MILLISECONDS);
  }

  void start() {
    events.listen(listener);
    pump();
  }

  private void beat() {
    synchronized (this) {
      if (writing || over) {
        return;
      }
      writing = true;
    }
    response.write(false, bytes(": still there\n\n"), this);
  }

  private void pump() {
    ByteBuffer next;
    boolean last;
    synchronized (this) {
      if (writing || over) {
        return;
      }
      List<JobEvents.Event> fresh = events.after(sent, AT_ONCE);
      if (!fresh.isEmpty()) {
        sent = fresh.getLast().id();
      }
      last = events.isOver(sent);
      if (fresh.isEmpty() && !last) {
        return;
      }
      next = bytes(fresh);
      writing = true;
      over = last;
    }
    response.write(last, next, this);
  }

  private static ByteBuffer bytes(List<JobEvents.Event> events) {
    var bytes = new ByteArrayOutputStream();
    for (JobEvents.Event event : events) {
      String head = "id: " + event.id() + "\nevent: " + event.name() + "\ndata: ";
      bytes.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      bytes.writeBytes(event.data());
      bytes.writeBytes(new byte[] {'\n', '\n'});
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void succeeded() {
    boolean end;
    synchronized (this) {
      writing = false;
      end = over;
    }
    if (end) {
      leave();
      done.succeeded();
    } else {
      pump();
    }
  }

  @Override
  public void failed(Throwable thrown) {
    synchronized (this) {
      over = true;
    }
    leave();
    done.failed(thrown);
  }

  private void leave() {
    heartbeat.cancel(false);
    events.leave(listener);
  }
}
