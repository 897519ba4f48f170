package io.coldmount.mountd.cli;

import io.coldmount.mountd.guest.Guest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that opens disks, does something with them, and closes them. */
abstract class DiskCommand implements Subcommand {

  final Shell shell;

  @Mixin GuestArguments arguments = new GuestArguments();

  @Option(
      names = "-o",
      paramLabel = "OPTION",
      description = "Options of the file-system driver, separated by commas (see below).")
  List<String> options = new ArrayList<>();

  DiskCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public final Map<String, String> mountOptions() {
    return new DriverOptions(shell.drivers()).described();
  }

  final Guest open(List<Path> disks) throws IOException, CommandException {
    return arguments.open(shell, disks, new DriverOptions(shell.drivers()).parse(options));
  }

  final Guest openQuietly(List<Path> disks) throws IOException, CommandException {
    return arguments.openQuietly(shell, disks, new DriverOptions(shell.drivers()).parse(options));
  }
}
