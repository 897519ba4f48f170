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

/** {@code coldmount stat}. */
@Command(
    name = "stat",
    header = "Show all that a guest keeps about files.",
    description =
        "Shows all that the guest keeps about files: attributes, extended attributes, streams, and"
            + " on request where their bytes are stored. A symbolic link itself is shown.")
final class StatCommand extends DiskCommand {

  @Parameters(index = "0", paramLabel = "DISK", description = "A file that begins a disk.")
  Path disk = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "[VOLUME:]PATH",
      description = "A file of the guest. VOLUME is needed only where there are several.")
  List<String> paths = List.of();

  @Option(
      names = {"-L", "--dereference"},
      description = "Show what a symbolic link points to.")
  boolean dereference;

  @Option(
      names = "--extents",
      description = "Show which image file, and which link of the chain, holds each run of bytes.")
  boolean extents;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  StatCommand(Shell shell) {
    super(shell);
  }

  @Override
  public ExitCode call() throws IOException, CommandException {
    try (Guest guest = open(List.of(disk));
        StatPrinter printer = json ? new StatJson(shell.out()) : new StatText(shell.out())) {
      for (String path : paths) {
        printer.print(FileFacts.of(GuestFile.find(guest, path, dereference), extents));
      }
    }
    return ExitCode.OK;
  }

  @Override
  public Set<ExitCode> ends() {
    Set<ExitCode> ends = EnumSet.copyOf(Subcommand.ofDisks());
    ends.addAll(EnumSet.of(ExitCode.NO_FILE_SYSTEM, ExitCode.PATH, ExitCode.UNAVAILABLE));
    return ends;
  }
}
