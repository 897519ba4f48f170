package io.coldmount.mountd.cli;

import io.coldmount.mountd.guest.Guest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coldmount inspect}. */
@Command(
    name = "inspect",
    header = "Show what disks are and what they hold.",
    description =
        "Shows what the disks are: the links of their snapshot chains, the partition tables, the"
            + " volumes, and the file systems with the state the guest left them in.")
final class InspectCommand extends DiskCommand {

  @Parameters(
      arity = "0..*",
      paramLabel = "DISK...",
      hideParamSyntax = true,
      description = "Files that begin disks.")
  List<Path> disks = List.of();

  @Option(
      names = "--drivers",
      description = "Show the file-system drivers instead, and whether they can be used here.")
  boolean drivers;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  InspectCommand(Shell shell) {
    super(shell);
  }

  @Override
  public ExitCode call() throws IOException, CommandException {
    if (drivers) {
      InstalledDrivers.print(shell, json);
      return ExitCode.OK;
    }
    if (disks.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "missing: DISK (try \"coldmount inspect --help\").");
    }
    try (Guest guest = openQuietly(disks)) {
      if (json) {
        InspectJson.print(guest, shell.out());
      } else {
        new InspectText(shell.out()).print(guest);
      }
    }
    return ExitCode.OK;
  }

  @Override
  public Set<ExitCode> ends() {
    return EnumSet.copyOf(Subcommand.ofDisks());
  }
}
