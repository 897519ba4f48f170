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

  private static final String EARLIER = "the earlier report";

  private final Path file;
  private final ReportWriter writer;
  private final ScanListener listener;
  private final Set<String> answered = new HashSet<>();
  private final @Nullable CleanFiles cleanBefore;
  private ScanTotals totals = ScanTotals.NONE;
  private @Nullable IOException fault;
  private ScanEngine.@Nullable EngineGoneException gone;

  private ScanReport(
      Path file, ReportWriter writer, ScanListener listener, @Nullable CleanFiles cleanBefore) {
    this.file = file;
    this.writer = writer;
    this.listener = listener;
    this.cleanBefore = cleanBefore;
  }

  /** Begins a report in {@code file}, which is replaced. */
  public static ScanReport begin(
      Path file, ScanHeader header, ScanListener listener, @Nullable EarlierReport earlier)
      throws IOException, InterruptedException {
    CleanFiles clean = earlier == null ? null : earlier.clean();
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
      Path file, ScanHeader header, ScanListener listener, @Nullable EarlierReport earlier)
      throws IOException, InterruptedException {
    if (!ReportReader.header(file).sameAs(header)) {
      throw new IOException(
          file + " is the report of another scan: its disks, links, engine or patterns differ");
    }
    CleanFiles clean = earlier == null ? null : earlier.clean();
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

  /**
   * Whether a file needs no scan: this report has its answer, or it is unchanged and an earlier
   * report calls it clean.
   */
  synchronized boolean knows(ScanTarget target, boolean unchanged) {
    if (!answered.isEmpty() && answered.contains(line(target).key())) {
      return true;
    }
    if (!unchanged || (cleanBefore != null && !copiesClean(cleanBefore, target))) {
      return false;
    }
    totals = totals.plusUnchanged();
    return true;
  }

  /** Copies what the earlier report says, so that the next scan can go by this one. */
  private boolean copiesClean(CleanFiles before, ScanTarget target) {
    PlainLine plain = PlainLine.of(target.volume(), target.path());
    try {
      if (plain != null) {
        return before.contains(plain) && copied(plain, target);
      }
      ScannedFile line = line(target);
      return before.contains(line) && copied(line);
    } catch (IOException e) {
      failed(e);
      return true;
    }
  }

  private boolean copied(PlainLine line, ScanTarget target) throws IOException {
    writer.plain(line, target.size(), target.modified(), EARLIER);
    return true;
  }

  private boolean copied(ScannedFile line) throws IOException {
    writer.file(line);
    return true;
  }

  private static ScannedFile line(ScanTarget target) {
    return ScannedFile.of(target, new Verdict.Clean(), EARLIER);
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
