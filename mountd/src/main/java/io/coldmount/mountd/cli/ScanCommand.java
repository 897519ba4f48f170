package io.coldmount.mountd.cli;

import io.coldmount.diskset.DiskLink;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.scan.EarlierReport;
import io.coldmount.mountd.scan.Scan;
import io.coldmount.mountd.scan.ScanEngine;
import io.coldmount.mountd.scan.ScanHeader;
import io.coldmount.mountd.scan.ScanReport;
import io.coldmount.mountd.scan.ScanSettings;
import io.coldmount.mountd.scan.ScanTotals;
import io.coldmount.mountd.scan.ScanVolume;
import io.coldmount.mountd.scan.ScannedVolumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coldmount scan}. */
@Command(
    name = "scan",
    header = "Scan the files of a guest for malware.",
    description = {
      "Sends every file of the guest, and every alternate data stream, to a malware scanner, and says"
          + " of each whether it is clean, infected, or was not scanned and why.",
      "It ends with 0 if every file was scanned and is clean, with 1 if something is infected, and"
          + " with 2 if nothing is infected but not everything was scanned, for whatever reason."
    })
final class ScanCommand extends DiskCommand {

  static final int INFECTED = 1;
  static final int NOT_SCANNED = 2;

  @Parameters(
      arity = "1..*",
      paramLabel = "DISK",
      description = "The files that begin the disks of one guest.")
  List<Path> disks = List.of();

  @Mixin ScanArguments scan = new ScanArguments();

  @Mixin SinceLink since = new SinceLink();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the answer for every file to FILE, one JSON object a line.")
  @Nullable Path reportFile;

  @Option(
      names = "--resume",
      paramLabel = "REPORT",
      description =
          "Go on with a scan that was broken off: files that REPORT has an answer for are not scanned"
              + " again, and the report grows.")
  @Nullable Path resume;

  @Option(names = "--sarif", paramLabel = "FILE", description = "Also write SARIF 2.1.0 to FILE.")
  @Nullable Path sarif;

  @Option(
      names = "--last-clean",
      description =
          "Find by bisection the newest link of the chain in which the disk is clean, and the first"
              + " in which it is infected.")
  boolean lastClean;

  @Option(
      names = "--first-infected",
      paramLabel = "[VOLUME:]PATH",
      description = "The same for one file.")
  @Nullable String firstInfected;

  ScanCommand(Shell shell) {
    super(shell);
  }

  @Override
  public ExitCode call() throws InterruptedException, ProgramExit {
    int code;
    try {
      code = scan();
    } catch (IOException | CommandException | RuntimeException e) {
      // No failure may look like "infected", or like "clean".
      shell.warn(Failure.of(e).sentence());
      code = NOT_SCANNED;
    }
    if (code == 0) {
      return ExitCode.OK;
    }
    throw new ProgramExit(code);
  }

  private int scan() throws IOException, CommandException, InterruptedException {
    ScanSettings settings = scan.settings(disks.size());
    if (lastClean || firstInfected != null) {
      return search(settings);
    }
    EarlierReport earlier = since.report(shell);
    try (Guest guest = open(disks)) {
      DiskLink older = since.find(guest, earlier);
      if (older == null) {
        return scan(guest, null, "", null, settings);
      }
      try (Guest before = openQuietly(List.of(older.file()))) {
        return scan(guest, before, ChainLinks.name(older), earlier, settings);
      }
    }
  }

  private int search(ScanSettings settings)
      throws IOException, CommandException, InterruptedException {
    boolean other = reportFile != null || resume != null || sarif != null;
    if (other
        || since.since != null
        || since.sinceReport != null
        || lastClean == (firstInfected != null)) {
      throw new CommandException(
          ExitCode.USAGE,
          "--last-clean and --first-infected are given alone, without a report of any kind.");
    }
    List<DiskLink> links;
    try (Guest guest = open(disks)) {
      links = ChainLinks.of(guest).reversed();
    }
    return new LastClean(shell, links, link -> openQuietly(List.of(link.file())), scan, settings)
        .search(firstInfected);
  }

  private int scan(
      Guest guest,
      @Nullable Guest before,
      String link,
      @Nullable EarlierReport earlier,
      ScanSettings settings)
      throws IOException, InterruptedException {
    ScannedVolumes volumes = ScannedVolumes.of(guest, e -> Failure.of(e).sentence());
    Path file = reportPath();
    try (ScanEngine engine = scan.engine(shell, volumes::mount)) {
      ScanHeader header = header(guest, engine, link);
      ScanConsole console = new ScanConsole(shell);
      try (ScanReport report =
          resume == null
              ? ScanReport.begin(file, header, console, earlier)
              : ScanReport.resume(file, header, console, earlier)) {
        volumes.tell(report);
        boolean complete = run(volumes.since(before), engine, settings, report);
        report.end(complete);
        if (sarif != null) {
          report.sarif(shell.path(sarif), complete);
        }
        ScanTotals totals = report.totals();
        console.summary(totals, engine.description());
        if (totals.infected() > 0) {
          return INFECTED;
        }
        return complete && totals.notScanned() == 0 ? 0 : NOT_SCANNED;
      }
    } finally {
      if (resume == null && reportFile == null) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Path reportPath() throws IOException {
    if (resume != null) {
      return shell.path(resume);
    }
    return reportFile != null
        ? shell.path(reportFile)
        : Files.createTempFile("coldmount-scan-", ".jsonl");
  }

  private boolean run(
      List<ScanVolume> volumes, ScanEngine engine, ScanSettings settings, ScanReport report)
      throws IOException, InterruptedException {
    try {
      Scan.run(volumes, engine, settings, report);
      return true;
    } catch (ScanEngine.EngineGoneException e) {
      String how = reportFile == null && resume == null ? "" : " (go on with --resume)";
      shell.warn(e.getMessage() + ", so the scan is not complete" + how + ".");
      return false;
    }
  }

  private ScanHeader header(Guest guest, ScanEngine engine, String link) {
    List<ScanHeader.ScannedDisk> scanned = new ArrayList<>();
    for (GuestDisk disk : guest.disks()) {
      List<ScanHeader.ScannedLink> links = new ArrayList<>();
      for (DiskLink one : disk.disk().links()) {
        links.add(
            new ScanHeader.ScannedLink(ChainLinks.name(one), one.contentId(), one.capacity()));
      }
      scanned.add(new ScanHeader.ScannedDisk(disk.file().toString(), links));
    }
    return new ScanHeader(
        engine.description(), scanned, scan.include, scan.exclude, scan.maxSize, link);
  }

  @Override
  public Set<ExitCode> ends() {
    return Set.of();
  }

  @Override
  public Map<String, String> ownEnds() {
    Map<String, String> ends = new LinkedHashMap<>();
    ends.put("0", "Every file was scanned, and all are clean.");
    ends.put("1", "Something is infected.");
    ends.put(
        "2",
        "Nothing that was scanned is infected, but not everything was scanned, for whatever reason.");
    return ends;
  }
}
