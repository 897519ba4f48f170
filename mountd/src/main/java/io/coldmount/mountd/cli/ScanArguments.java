package io.coldmount.mountd.cli;

import io.coldmount.mountd.restore.Selection;
import io.coldmount.mountd.scan.ScanEngine;
import io.coldmount.mountd.scan.ScanEngines;
import io.coldmount.mountd.scan.ScanSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say with what, and which files, a guest is scanned. */
final class ScanArguments {

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

  /** How a guest of {@code disks} disks is scanned. */
  ScanSettings settings(int disks) throws CommandException {
    if (jobs < 1 || jobs > 64 || timeout < 1 || maxSize < 0) {
      throw new CommandException(
          ExitCode.USAGE, "--jobs is 1 to 64, --timeout at least 1, --max-size no less than 0.");
    }
    Selection selection =
        new Selection(SelectionArguments.globs(include), SelectionArguments.globs(exclude), null);
    return new ScanSettings(selection, maxSize, jobs, disks > 1);
  }

  /** The engine, which may need a mount of the guest. */
  ScanEngine engine(Shell shell, ScanEngines.Mounter mounter)
      throws IOException, InterruptedException {
    return new ScanEngines(shell.path(clamdConfiguration), Duration.ofSeconds(timeout))
        .open(engine, mounter);
  }
}
