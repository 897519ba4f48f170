package io.coldmount.mountd.cli;

import io.coldmount.mountd.check.CheckCounts;
import io.coldmount.mountd.check.GuestCheck;
import io.coldmount.mountd.guest.Guest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coldmount check}. */
@Command(
    name = "check",
    header = "Check that disks and file systems are whole.",
    description = {
      "Checks that disks are whole: every table of every link of the chains, the partition tables,"
          + " and in each file system every folder, file and extended attribute. Nothing is"
          + " written.",
      "Each problem is a line. What a snapshot of a running guest has by its nature, such as a"
          + " journal to replay, is a note and no problem."
    })
final class CheckCommand extends DiskCommand {

  @Parameters(arity = "1..*", paramLabel = "DISK", description = "A file that begins a disk.")
  List<Path> disks = List.of();

  @Option(names = "--data", description = "Read every byte of every file too.")
  boolean data;

  @Option(
      names = "--against",
      paramLabel = "DRIVER",
      description =
          "Also walk each volume with this other driver (sleuthkit), and tell every difference of"
              + " names, sizes, times and SHA-256.",
      completionCandidates = GuestArguments.DriverNames.class)
  @Nullable String against;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  CheckCommand(Shell shell) {
    super(shell);
  }

  @Override
  public ExitCode call() throws IOException, CommandException {
    GuestArguments.requireDriver(shell, against);
    try (Guest guest = openQuietly(disks);
        CheckPrinter printer = json ? new CheckJson(shell.out()) : new CheckText(shell)) {
      GuestCheck check = new GuestCheck(arguments.diskOptions(shell), data, printer);
      CheckCounts counts = (against == null ? check : check.against(against)).check(guest);
      printer.end(counts);
      return counts.problems() == 0 ? ExitCode.OK : ExitCode.PROBLEMS_FOUND;
    }
  }

  @Override
  public Set<ExitCode> ends() {
    Set<ExitCode> ends = EnumSet.copyOf(Subcommand.ofDisks());
    ends.add(ExitCode.PROBLEMS_FOUND);
    return ends;
  }
}
