package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.restore.RestoreLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tells people, or programs, what a restore does. */
final class RestoreConsole implements RestoreLog {

  private static final long EVENT_NANOS = 1_000_000_000L;

  private final Shell shell;
  private final @Nullable JsonGenerator json;
  private final ProgressLine progress;
  private final Map<How, Long> counts = new EnumMap<>(How.class);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong lastEvent = new AtomicLong(System.nanoTime());
  private long failures;

  /**
   * @param asJson whether events go to standard output, one JSON object a line
   */
  RestoreConsole(Shell shell, boolean asJson) throws IOException {
    this.shell = shell;
    json =
        asJson
            ? new JsonFactory()
                .createGenerator(shell.out().stream())
                .setPrettyPrinter(new MinimalPrettyPrinter("\n"))
            : null;
    progress = new ProgressLine(shell, !asJson);
  }

  ProgressLine progressLine() {
    return progress;
  }

  @Override
  public synchronized void done(String source, String target, FileType type, long length, How how) {
    counts.merge(how, 1L, Long::sum);
    event(
        "done",
        to -> {
          to.writeStringField("source", source);
          to.writeStringField("target", target);
          to.writeStringField("type", type.name().toLowerCase(Locale.ROOT));
          to.writeNumberField("bytes", length);
          to.writeStringField("how", how.name().toLowerCase(Locale.ROOT));
        });
  }

  @Override
  public synchronized void failed(String source, String reason) {
    failures++;
    progress.clear();
    shell.warn(source + ": " + reason + ".");
    event(
        "failed",
        to -> {
          to.writeStringField("source", source);
          to.writeStringField("reason", reason);
        });
  }

  @Override
  public synchronized void noted(String sentence) {
    progress.clear();
    shell.warn("note: " + sentence + ".");
    event("note", to -> to.writeStringField("text", sentence));
  }

  @Override
  public void progress(long count) {
    long done = bytes.addAndGet(count);
    if (json == null) {
      progress.show(done);
      return;
    }
    long now = System.nanoTime();
    long before = lastEvent.get();
    if (now - before > EVENT_NANOS && lastEvent.compareAndSet(before, now)) {
      progressEvent(done);
    }
  }

  private synchronized void progressEvent(long done) {
    event("progress", to -> to.writeNumberField("bytes", done));
  }

  private interface Fields {
    void write(JsonGenerator to) throws IOException;
  }

  private void event(String name, Fields fields) {
    if (json == null) {
      return;
    }
    try {
      json.writeStartObject();
      json.writeStringField("event", name);
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last word: what there is now, and what there is not. */
  synchronized ExitCode end() throws IOException {
    progress.clear();
    event(
        "end",
        to -> {
          for (How how : How.values()) {
            to.writeNumberField(how.name().toLowerCase(Locale.ROOT), count(how));
          }
          to.writeNumberField("failed", failures);
          to.writeNumberField("bytes", bytes.get());
        });
    if (json != null) {
      json.writeRaw('\n');
      json.close();
    } else {
      shell.err().println(summary());
    }
    return failures == 0 ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  private long count(How how) {
    return counts.getOrDefault(how, 0L);
  }

  private String summary() {
    StringBuilder text = new StringBuilder();
    text.append(Text.count(count(How.WRITTEN), "entry")).append(" written");
    if (count(How.LINKED) > 0) {
      text.append(", ").append(count(How.LINKED)).append(" linked");
    }
    if (count(How.KEPT) > 0) {
      text.append(", ").append(count(How.KEPT)).append(" left as they stood");
    }
    text.append(", ").append(Text.size(bytes.get()));
    if (failures > 0) {
      text.append("; ").append(Text.count(failures, "error"));
    }
    return text.append('.').toString();
  }
}
