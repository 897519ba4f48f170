package io.coldmount.mountd.cli;

import io.coldmount.diskset.DiskLink;
import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Content;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.restore.Selection;
import io.coldmount.mountd.scan.GuestMount;
import io.coldmount.mountd.scan.Scan;
import io.coldmount.mountd.scan.ScanEngine;
import io.coldmount.mountd.scan.ScanEngines;
import io.coldmount.mountd.scan.ScanHeader;
import io.coldmount.mountd.scan.ScanReport;
import io.coldmount.mountd.scan.ScanSettings;
import io.coldmount.mountd.scan.ScanTotals;
import io.coldmount.mountd.scan.ScanVolume;
import io.coldmount.mountd.scan.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  private static final int INFECTED = 1;
  private static final int NOT_SCANNED = 2;

  @Parameters(
      arity = "1..*",
      paramLabel = "DISK",
      description = "The files that begin the disks of one guest.")
  List<Path> disks = List.of();

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description =
          "clamd (the default; its socket is in its configuration), clamd:/run/clamd.ctl,"
              + " clamd:HOST:PORT, yara:RULES, or command:PROGRAM, which takes a path ({}) and ends"
              + " with 0 for clean and 1 for infected.")
  String engine = "clamd";

  @Option(
      names = "--clamd-conf",
      paramLabel = "FILE",
      description =
          "clamd's configuration, for its socket and its limits: ${DEFAULT-VALUE}."
              + " clamd calls a file clean that is over its limits.")
  Path clamdConfiguration = Path.of("/etc/clamav/clamd.conf");

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description = "Scan only files that fit GLOB. May be repeated.")
  List<String> include = new ArrayList<>();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "Leave out what fits GLOB, and all below it. May be repeated.")
  List<String> exclude = new ArrayList<>();

  @Option(
      names = "--max-size",
      paramLabel = "BYTES",
      description = "Report larger files as not scanned.")
  long maxSize = Long.MAX_VALUE;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "How many files are with the engine at once.")
  int jobs = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 16);

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long the engine may take for an answer: ${DEFAULT-VALUE}.")
  int timeout = 120;

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
      names = "--since",
      paramLabel = "LINK",
      description =
          "Scan only files whose bytes are not those that LINK of the chain has at the same path.")
  @Nullable String since;

  @Option(
      names = "--since-report",
      paramLabel = "REPORT",
      description =
          "The same with the link that REPORT scanned; files it does not call clean are scanned"
              + " too.")
  @Nullable Path sinceReport;

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
    if (jobs < 1 || jobs > 64 || timeout < 1 || maxSize < 0) {
      throw new CommandException(
          ExitCode.USAGE, "--jobs is 1 to 64, --timeout at least 1, --max-size no less than 0.");
    }
    Selection selection =
        new Selection(SelectionArguments.globs(include), SelectionArguments.globs(exclude), null);
    try (Guest guest = open(disks)) {
      String link = sinceLink(guest);
      if (link.isEmpty()) {
        return scan(guest, null, link, selection);
      }
      Path older = ChainLinks.find(ChainLinks.of(guest), link).file();
      try (Guest before = openQuietly(List.of(older))) {
        return scan(guest, before, link, selection);
      }
    }
  }

  /** The link that is scanned already, or empty. */
  private String sinceLink(Guest guest) throws IOException, CommandException {
    if (sinceReport == null) {
      return since == null ? "" : since;
    }
    if (since != null) {
      throw new CommandException(ExitCode.USAGE, "give --since or --since-report, not both.");
    }
    List<DiskLink> links = ChainLinks.of(guest);
    ScanHeader.ScannedLink covered = newest(ScanReport.headerOf(shell.path(sinceReport)));
    for (DiskLink link : links) {
      if (!covered.cid().isEmpty() && covered.cid().equals(link.contentId())) {
        return ChainLinks.name(link);
      }
    }
    throw new CommandException(
        ExitCode.PARENT,
        "the chain has no link with the content ID "
            + covered.cid()
            + ", which "
            + sinceReport
            + " covers: scan everything.");
  }

  private static ScanHeader.ScannedLink newest(ScanHeader header) throws CommandException {
    if (header.disks().size() != 1 || header.disks().getFirst().links().isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "the earlier report is not of one disk.");
    }
    return header.disks().getFirst().links().getFirst();
  }

  private int scan(Guest guest, @Nullable Guest before, String link, Selection selection)
      throws IOException, InterruptedException {
    SequencedMap<String, FileSystem> shown = new LinkedHashMap<>();
    SequencedMap<String, String> left = new LinkedHashMap<>();
    volumes(guest, shown, left);
    String image = guest.disks().getFirst().file().toString();
    ScanEngines engines =
        new ScanEngines(shell.path(clamdConfiguration), Duration.ofSeconds(timeout));
    try (ScanEngine opened = engines.open(engine, () -> GuestMount.of(shown, image))) {
      ScanHeader header = header(guest, opened, link);
      ScanConsole console = new ScanConsole(shell);
      Path file = reportPath();
      try (ScanReport report =
          resume == null
              ? ScanReport.begin(file, header, console, absolute(sinceReport))
              : ScanReport.resume(file, header, console, absolute(sinceReport))) {
        left.forEach(
            (volume, why) ->
                report.unreadable(
                    volume, "", new Verdict.NotScanned(Verdict.Reason.UNSUPPORTED, why)));
        boolean complete = run(shown, before, opened, selection, report);
        report.end(complete);
        if (sarif != null) {
          report.sarif(shell.path(sarif), complete);
        }
        ScanTotals totals = report.totals();
        console.summary(totals, opened.description());
        if (totals.infected() > 0) {
          return INFECTED;
        }
        return complete && totals.notScanned() == 0 ? 0 : NOT_SCANNED;
      } finally {
        if (resume == null && reportFile == null) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private @Nullable Path absolute(@Nullable Path typed) {
    return typed == null ? null : shell.path(typed);
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
      SequencedMap<String, FileSystem> shown,
      @Nullable Guest before,
      ScanEngine opened,
      Selection selection,
      ScanReport report)
      throws IOException, InterruptedException {
    List<ScanVolume> volumes = new ArrayList<>();
    for (var volume : shown.entrySet()) {
      FileSystem older = null;
      if (before != null) {
        GuestVolume there = before.volume(volume.getKey()).orElse(null);
        older = there != null && there.hasFileSystem() ? there.fileSystem() : null;
      }
      volumes.add(new ScanVolume(volume.getKey(), volume.getValue(), older));
    }
    ScanSettings settings = new ScanSettings(selection, maxSize, jobs, disks.size() > 1);
    try {
      Scan.run(volumes, opened, settings, report);
      return true;
    } catch (ScanEngine.EngineGoneException e) {
      String how = reportFile == null && resume == null ? "" : " (go on with --resume)";
      shell.warn(e.getMessage() + ", so the scan is not complete" + how + ".");
      return false;
    }
  }

  /** What can be scanned, and what has files perhaps, but cannot. */
  private static void volumes(
      Guest guest, SequencedMap<String, FileSystem> shown, SequencedMap<String, String> left) {
    for (GuestVolume volume : guest.volumes()) {
      switch (volume.content()) {
        case Content.Known known -> {
          try {
            shown.put(volume.name(), volume.fileSystem());
          } catch (IOException e) {
            left.put(volume.name(), Failure.of(e).sentence());
          }
        }
        case Content.Foreign foreign -> {
          if (!foreign.format().startsWith("swap") && !foreign.format().equals("swsuspend")) {
            left.put(volume.name(), "it " + volume.whyNot());
          }
        }
        case Content.Damaged damaged -> left.put(volume.name(), "it " + volume.whyNot());
        case Content.Empty() -> {}
        case Content.Unknown() -> left.put(volume.name(), "it " + volume.whyNot());
        case Content.Unreadable(IOException cause) ->
            left.put(volume.name(), Failure.of(cause).sentence());
      }
    }
    if (shown.isEmpty() && left.isEmpty()) {
      left.put("", "there is no file system");
    }
  }

  private ScanHeader header(Guest guest, ScanEngine opened, String link) {
    List<ScanHeader.ScannedDisk> scanned = new ArrayList<>();
    for (GuestDisk disk : guest.disks()) {
      List<ScanHeader.ScannedLink> links = new ArrayList<>();
      for (DiskLink one : disk.disk().links()) {
        links.add(
            new ScanHeader.ScannedLink(ChainLinks.name(one), one.contentId(), one.capacity()));
      }
      scanned.add(new ScanHeader.ScannedDisk(disk.file().toString(), links));
    }
    return new ScanHeader(opened.description(), scanned, include, exclude, maxSize, link);
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
