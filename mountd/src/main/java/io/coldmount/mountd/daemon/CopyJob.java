package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.restore.Restore;
import io.coldmount.mountd.restore.RestoreLog;
import io.coldmount.mountd.restore.RestoreOptions;
import io.coldmount.mountd.restore.RestoreSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Files and trees copied to the host. */
final class CopyJob extends Job implements RestoreLog {

  private final List<RestoreSource> sources;
  private final Path target;
  private final Restore restore;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  CopyJob(
      String id,
      OpenSet.Lease lease,
      Frontend frontend,
      List<RestoreSource> sources,
      Path target,
      RestoreOptions options) {
    super(id, lease, frontend);
    this.sources = sources;
    this.target = target;
    this.restore = new Restore(options, this);
  }

  @Override
  String type() {
    return "copy";
  }

  @Override
  void work() throws IOException {
    restore.run(sources, target);
  }

  @Override
  void stop() {
    Thread.ofVirtual().start(restore::cancel); // it waits for the end
  }

  @Override
  public void done(String source, String name, FileType type, long size, How how) {
    done.incrementAndGet();
    progressed();
  }

  @Override
  public void failed(String source, String reason) {
    failed.incrementAndGet();
    finding("problem", "", source, reason);
  }

  @Override
  public void noted(String sentence) {
    finding("note", "", "", sentence);
  }

  @Override
  public void progress(long more) {
    bytes.addAndGet(more);
    progressed();
  }

  @Override
  void counts(JsonGenerator json) throws IOException {
    json.writeNumberField("copied", done.get());
    json.writeNumberField("failed", failed.get());
    json.writeNumberField("bytes", bytes.get());
  }
}
