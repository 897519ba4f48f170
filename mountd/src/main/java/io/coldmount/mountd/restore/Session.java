package io.coldmount.mountd.restore;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the parts of one restore share. */
final class Session {

  final RestoreOptions options;
  final RestoreLog log;
  final Notes notes;
  final Placement placement;
  final Metadata metadata;
  final HardLinks links = new HardLinks();
  final int top;
  private final AtomicReference<@Nullable HostException> end = new AtomicReference<>();
  private volatile boolean cancelled;

  /**
   * @param top the descriptor of the target folder
   */
  Session(RestoreOptions options, RestoreLog log, int top) {
    this.options = options;
    this.log = log;
    this.top = top;
    notes = new Notes(log);
    placement = new Placement(options.existing());
    metadata = new Metadata(options, notes);
  }

  /** Reports what one entry cost; an error that all others would share ends the run. */
  void failed(String source, IOException thrown) {
    if (thrown instanceof HostException host && host.endsAll()) {
      end.compareAndSet(null, host);
    }
    log.failed(source, reason(thrown));
  }

  /** The guard: an error of Coldmount itself costs one entry, and is told. */
  void failed(String source, Throwable thrown) {
    log.failed(source, "an error of Coldmount itself: " + thrown);
  }

  static String reason(IOException thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message;
  }

  void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }

  /** Whether nothing more is to be begun. */
  boolean ending() {
    return cancelled || end.get() != null;
  }

  /** The error that ended the run early, or null. */
  @Nullable HostException end() {
    return end.get();
  }
}
