package io.coldmount.mountd.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The report of an earlier scan, read by a thread of its own while the guest is opened. */
public final class EarlierReport {

  private final Path file;
  private final FutureTask<CleanFiles> clean;

  private EarlierReport(Path file) {
    this.file = file;
    clean = new FutureTask<>(() -> CleanFiles.of(file));
  }

  /**
   * Begins to read {@code file}; whether that can be done is told by whoever asks for something.
   */
  public static EarlierReport read(Path file) {
    EarlierReport report = new EarlierReport(file);
    Thread.ofPlatform().name("earlier-report").daemon().start(report.clean);
    return report;
  }

  /** What the report is about. */
  public ScanHeader header() throws IOException {
    return ReportReader.header(file);
  }

  /** Waits until all of it has been read. */
  CleanFiles clean() throws IOException, InterruptedException {
    try {
      return clean.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }
}
