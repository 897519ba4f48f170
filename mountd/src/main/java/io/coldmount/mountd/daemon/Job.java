package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Long work on a disk set, on a thread of its own that has the rights of who asked for it. */
abstract class Job implements Owned {

  /** What became of it; the names in lower case are part of the API. */
  enum State {
    RUNNING,
    DONE,
    CANCELLED,
    FAILED
  }

  /** Progress is told no more often. */
  private static final Duration PACE = Duration.ofMillis(250);

  private final String id;
  private final OpenSet.Lease lease;
  private final Frontend frontend;
  private final JobEvents events = new JobEvents();
  private final Instant begun = Instant.now();
  private volatile State state = State.RUNNING;
  private volatile boolean cancelled;
  private @Nullable Thread thread;
  private volatile Instant ended = Instant.MAX;
  private volatile @Nullable ApiException failure;
  private long told = System.nanoTime() - PACE.toNanos();

  Job(String id, OpenSet.Lease lease, Frontend frontend) {
    this.id = id;
    this.lease = lease;
    this.frontend = frontend;
  }

  /** Its type in the API. */
  abstract String type();

  /** Does the work. */
  abstract void work() throws IOException, InterruptedException;

  /** The fields that tell how far it is, and what it came to in the end. */
  abstract void counts(JsonGenerator json) throws IOException;

  /** Makes {@link #work} end soon; besides that, its thread is interrupted. */
  void stop() {}

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final Caller owner() {
    return lease.set().owner();
  }

  final OpenSet.Lease lease() {
    return lease;
  }

  final JobEvents events() {
    return events;
  }

  /** When it ended; the end of time while it runs. */
  final Instant ended() {
    return ended;
  }

  final State state() {
    return state;
  }

  final boolean isCancelled() {
    return cancelled;
  }

  final Frontend frontend() {
    return frontend;
  }

  final synchronized void start() {
    thread = Thread.ofPlatform().name(id).daemon().start(this::run);
  }

  private void run() {
    State end = State.FAILED;
    try {
      lease.set().rights().take();
      work();
      end = cancelled ? State.CANCELLED : State.DONE;
    } catch (CancelledException | InterruptedException e) {
      end = State.CANCELLED;
    } catch (Throwable t) { // it must end in some way, and the others go on
      end = cancelled ? State.CANCELLED : State.FAILED;
      failure = frontend.failure(t);
    } finally {
      ended = Instant.now();
      state = end;
      lease.close();
      events.end(this::write);
    }
  }

  /** Ends a job that was cancelled, from any place of its thread. */
  static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CancelledException() {
      super("cancelled", null, false, false);
    }
  }

  final synchronized void cancel() {
    if (state == State.RUNNING) {
      cancelled = true;
      stop();
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** Adds a finding; the words of {@code level} and {@code kind} are part of the API. */
  final void finding(String level, String kind, String where, String detail) {
    events.finding(
        json -> {
          json.writeStringField("level", level);
          json.writeStringField("kind", kind);
          json.writeStringField("where", where);
          json.writeStringField("detail", detail);
        });
  }

  /** Tells how far it is, now and then. */
  final void progressed() {
    long now = System.nanoTime();
    synchronized (events) {
      if (now - told < PACE.toNanos()) {
        return;
      }
      told = now;
    }
    events.progress(this::counts);
  }

  /** What the API shows. */
  final void write(JsonGenerator json) throws IOException {
    json.writeStringField("id", id);
    json.writeStringField("type", type());
    json.writeNumberField("owner", owner().uid());
    json.writeStringField("diskSet", lease.set().id());
    json.writeStringField("state", state.name().toLowerCase(Locale.ROOT));
    json.writeStringField("begun", begun.toString());
    if (state != State.RUNNING) {
      json.writeStringField("ended", ended.toString());
    }
    json.writeObjectFieldStart("counts");
    counts(json);
    json.writeEndObject();
    json.writeNumberField("findings", events.findings());
    json.writeNumberField("findingsNotKept", events.lost());
    ApiException failed = failure;
    if (failed != null) {
      json.writeObjectFieldStart("failure");
      json.writeStringField("code", failed.code().word());
      json.writeStringField("detail", failed.sentence());
      json.writeEndObject();
    }
  }
}
