package io.coldmount.mountd.cli;

import io.coldmount.diskset.DiskLink;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.scan.CleanSearch;
import io.coldmount.mountd.scan.CleanSearch.State;
import io.coldmount.mountd.scan.Scan;
import io.coldmount.mountd.scan.ScanEngine;
import io.coldmount.mountd.scan.ScanHeader;
import io.coldmount.mountd.scan.ScanReport;
import io.coldmount.mountd.scan.ScanSettings;
import io.coldmount.mountd.scan.ScanTotals;
import io.coldmount.mountd.scan.ScanVolume;
import io.coldmount.mountd.scan.ScannedVolumes;
import io.coldmount.mountd.scan.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the newest link of a chain in which a disk, or one file of it, is clean. */
final class LastClean {

  private final Shell shell;
  private final List<DiskLink> links;
  private final AllLinks.Opener opener;
  private final ScanArguments arguments;
  private final ScanSettings settings;

  /**
   * @param links the oldest first
   */
  LastClean(
      Shell shell,
      List<DiskLink> links,
      AllLinks.Opener opener,
      ScanArguments arguments,
      ScanSettings settings) {
    this.shell = shell;
    this.links = links;
    this.opener = opener;
    this.arguments = arguments;
    this.settings = settings;
  }

  /**
   * Searches, tells what it finds, and returns the exit code.
   *
   * @param file to be looked at, or null for the whole disk
   */
  int search(@Nullable String file) throws IOException, CommandException, InterruptedException {
    CleanSearch.Outcome outcome;
    try {
      outcome = CleanSearch.among(links.size(), link -> probe(links.get(link), file));
    } catch (ProbeException e) {
      throw e.failure;
    }
    String what = file == null ? "the disk" : file;
    if (outcome.unknown() >= 0) {
      line("Whether " + what + " is clean in " + name(outcome.unknown()) + " is not known.");
      return ScanCommand.NOT_SCANNED;
    }
    if (outcome.firstInfected() < 0) {
      line("In the newest link, " + name(outcome.newestClean()) + ", " + what + " is clean.");
      return 0;
    }
    line(
        outcome.newestClean() < 0
            ? "In the oldest link, " + name(0) + ", " + what + " is infected already."
            : "The newest link in which "
                + what
                + " is clean: "
                + name(outcome.newestClean())
                + "; the first in which it is infected: "
                + name(outcome.firstInfected())
                + ".");
    return ScanCommand.INFECTED;
  }

  private String name(int link) {
    return ChainLinks.name(links.get(link));
  }

  private void line(String text) throws IOException {
    shell.out().line(Text.oneLine(text));
  }

  private static final class ProbeException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient CommandException failure;

    ProbeException(CommandException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  private State probe(DiskLink link, @Nullable String file)
      throws IOException, InterruptedException {
    List<String> found = new ArrayList<>();
    ScanTotals totals;
    try (Guest guest = opener.open(link)) {
      totals = scan(guest, file, link.equals(links.getLast()), found);
    } catch (CommandException e) {
      throw new ProbeException(e);
    }
    State state = CleanSearch.state(totals);
    line(
        ChainLinks.name(link)
            + ": "
            + state.word()
            + (found.isEmpty() ? "" : ": " + found.getFirst()));
    return state;
  }

  private ScanTotals scan(Guest guest, @Nullable String file, boolean newest, List<String> found)
      throws IOException, CommandException, InterruptedException {
    ScannedVolumes volumes = ScannedVolumes.of(guest, e -> Failure.of(e).sentence());
    GuestFile one = file == null ? null : find(guest, file, newest);
    if (file != null && one == null) {
      return ScanTotals.NONE; // what is not there is not infected
    }
    Path lines = Files.createTempFile("coldmount-scan-", ".jsonl");
    try (ScanEngine engine = arguments.engine(shell, volumes::mount);
        ScanReport report =
            ScanReport.begin(
                lines,
                new ScanHeader(engine.description(), List.of(), List.of(), List.of(), 0, ""),
                (shown, verdict, bytes) -> note(shown, verdict, found),
                null)) {
      if (one != null) {
        ScanVolume volume = new ScanVolume(one.volume().name(), one.fileSystem(), null);
        Scan.file(volume, one.path(), one.node(), engine, settings, report);
      } else {
        volumes.tell(report);
        Scan.run(volumes.since(null), engine, settings, report);
      }
      return report.totals();
    } finally {
      Files.delete(lines);
    }
  }

  /** The file, or null: only the newest link must have it. */
  private static @Nullable GuestFile find(Guest guest, String file, boolean newest)
      throws IOException, CommandException {
    try {
      GuestFile found = GuestFile.find(guest, file, true);
      if (found.node().attributes().type() != FileType.REGULAR) {
        throw new CommandException(ExitCode.USAGE, file + " is not a regular file.");
      }
      return found;
    } catch (CommandException e) {
      if (e.code() == ExitCode.PATH && !newest) {
        return null;
      }
      throw e;
    }
  }

  private static void note(String shown, Verdict verdict, List<String> found) {
    switch (verdict) {
      case Verdict.Clean() -> {}
      case Verdict.Infected(String signature) -> found.addFirst(shown + ": " + signature);
      case Verdict.NotScanned(Verdict.Reason reason, String detail) ->
          found.addLast(shown + ": " + reason.word() + ": " + detail);
    }
  }
}
