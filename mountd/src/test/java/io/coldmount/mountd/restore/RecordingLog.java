package io.coldmount.mountd.restore;

import io.coldmount.fs.FileType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps what a restore tells. */
final class RecordingLog implements RestoreLog {

  final List<String> done = new ArrayList<>();
  final List<String> failed = new ArrayList<>();
  final List<String> noted = new ArrayList<>();
  final AtomicLong bytes = new AtomicLong();

  @Override
  public synchronized void done(String source, String target, FileType type, long length, How how) {
    done.add(how + " " + source + " -> " + target);
  }

  @Override
  public synchronized void failed(String source, String reason) {
    failed.add(source + ": " + reason);
  }

  @Override
  public synchronized void noted(String sentence) {
    noted.add(sentence);
  }

  @Override
  public void progress(long count) {
    bytes.addAndGet(count);
  }
}
