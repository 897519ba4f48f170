package io.coldmount.mountd.scan;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The report of a scan while it is being made: {@code src/docs/scan.md} has its form. */
public final class ScanReport implements Closeable {

  private final Path file;
  private final ReportWriter writer;
  private final ScanListener listener;
  private final Set<String> answered = new HashSet<>();
  private final @Nullable Set<String> cleanBefore;
  private ScanTotals totals = ScanTotals.NONE;
  private @Nullable IOException fault;
  private ScanEngine.@Nullable EngineGoneException gone;

  private ScanReport(
      Path file, ReportWriter writer, ScanListener listener, @Nullable Set<String> cleanBefore) {
    this.file = file;
    this.writer = writer;
    this.listener = listener;
    this.cleanBefore = cleanBefore;
  }

  /** Begins a report in {@code file}, which is replaced. */
  public static ScanReport begin(
      Path file, ScanHeader header, ScanListener listener, @Nullable Path sinceReport)
      throws IOException {
    Set<String> clean = sinceReport == null ? null : cleanFiles(sinceReport);
    ReportWriter writer = new ReportWriter(Files.newOutputStream(file));
    writer.header(header);
    return new ScanReport(file, writer, listener, clean);
  }

  /**
   * Goes on with the report in {@code file}. Its answers stay; files that were not scanned are
   * scanned.
   *
   * @throws IOException if the report is about something else
   */
  public static ScanReport resume(
      Path file, ScanHeader header, ScanListener listener, @Nullable Path sinceReport)
      throws IOException {
    if (!ReportReader.header(file).sameAs(header)) {
      throw new IOException(
          file + " is the report of another scan: its disks, links, engine or patterns differ");
    }
    Set<String> clean = sinceReport == null ? null : cleanFiles(sinceReport);
    Path rewritten = Files.createTempFile(file.toAbsolutePath().getParent(), ".coldmount-", ".tmp");
    OutputStream out = Files.newOutputStream(rewritten, StandardOpenOption.APPEND);
    ReportWriter writer = new ReportWriter(out);
    ScanReport report = new ScanReport(file, writer, listener, clean);
    boolean begun = false;
    try {
      writer.header(header);
      ReportReader.read(
          file,
          (answer, line) -> {
            if (!(answer.verdict() instanceof Verdict.NotScanned)
                && report.answered.add(answer.key())) {
              writer.copy(line);
              long bytes = answer.sameAs().isEmpty() ? answer.size() : 0;
              report.totals = report.totals.plus(answer.verdict(), bytes);
              listener.answer(answer.shown(), answer.verdict(), 0);
            }
          });
      Files.move(rewritten, file, StandardCopyOption.ATOMIC_MOVE);
      begun = true;
      return report;
    } finally {
      if (!begun) {
        writer.close();
        Files.deleteIfExists(rewritten);
      }
    }
  }

  /** What a report is about. */
  public static ScanHeader headerOf(Path report) throws IOException {
    return ReportReader.header(report);
  }

  private static Set<String> cleanFiles(Path report) throws IOException {
    Set<String> clean = new HashSet<>();
    ReportReader.read(
        report,
        (file, line) -> {
          if (file.verdict() instanceof Verdict.Clean) {
            clean.add(name(file));
          }
        });
    return clean;
  }

  private static String name(ScannedFile file) {
    return file.volume() + ":" + (file.pathBytes().isEmpty() ? file.path() : file.pathBytes());
  }

  /**
   * Whether a file needs no scan: this report has its answer, or it is unchanged and an earlier
   * report calls it clean.
   */
  synchronized boolean knows(ScanTarget target, boolean unchanged) {
    if (answered.isEmpty() && (!unchanged || cleanBefore == null)) {
      totals = unchanged ? totals.plusUnchanged() : totals;
      return unchanged;
    }
    ScannedFile line = ScannedFile.of(target, new Verdict.Clean(), "the earlier report");
    if (answered.contains(line.key())) {
      return true;
    }
    if (!unchanged || (cleanBefore != null && !cleanBefore.contains(name(line)))) {
      return false;
    }
    totals = totals.plusUnchanged();
    if (cleanBefore != null) {
      copyClean(line); // so that this report, too, can be the one that the next scan goes by
    }
    return true;
  }

  private void copyClean(ScannedFile line) {
    try {
      writer.file(line);
    } catch (IOException e) {
      failed(e);
    }
  }

  void answer(ScanTarget target, Verdict verdict, String sameAs) {
    long bytes = sameAs.isEmpty() ? target.size() : 0;
    write(ScannedFile.of(target, verdict, sameAs), bytes);
  }

  /** Something that could not even be listed. */
  public void unreadable(String volume, String path, Verdict.NotScanned why) {
    write(new ScannedFile(volume, path, "", 0, "", why, ""), 0);
  }

  private synchronized void write(ScannedFile line, long bytes) {
    if (fault != null) {
      return;
    }
    try {
      writer.answer(line);
      totals = totals.plus(line.verdict(), bytes);
      listener.answer(line.shown(), line.verdict(), bytes);
    } catch (IOException e) {
      fault = e;
    }
  }

  synchronized void failed(IOException thrown) {
    fault = fault == null ? thrown : fault;
  }

  synchronized void engineGone(ScanEngine.EngineGoneException thrown) {
    gone = thrown;
  }

  synchronized boolean broken() {
    return fault != null;
  }

  /** Throws what ended the scan early, if something did. */
  synchronized void check() throws IOException {
    if (fault != null) {
      throw fault;
    }
    if (gone != null) {
      throw gone;
    }
  }

  /** The counts so far. */
  public synchronized ScanTotals totals() {
    return totals;
  }

  /** Writes the last line. */
  public synchronized void end(boolean complete) throws IOException {
    writer.end(totals, complete);
  }

  /** Rewrites the report, which has ended, for pipelines: SARIF. */
  public void sarif(Path target, boolean complete) throws IOException {
    SarifReport.write(file, target, complete);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
