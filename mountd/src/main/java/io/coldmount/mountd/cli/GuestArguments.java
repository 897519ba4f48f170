package io.coldmount.mountd.cli;

import io.coldmount.mountd.guest.Drivers;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that opens disks and the file systems on them. */
final class GuestArguments extends DiskArguments {

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      description = "Ask only this file-system driver: ${COMPLETION-CANDIDATES}.",
      completionCandidates = DriverNames.class)
  @Nullable String driver;

  /** The names of the installed drivers, for the help and the completion. */
  static final class DriverNames implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return Drivers.installed().all().stream().map(driver -> driver.name()).iterator();
    }
  }

  /**
   * Opens the disks, and passes their warnings on.
   *
   * @param driverOptions the {@code -o} options that are for the drivers
   */
  Guest open(Shell shell, List<Path> disks, Map<String, String> driverOptions)
      throws IOException, CommandException {
    Guest guest = openQuietly(shell, disks, driverOptions);
    for (GuestDisk disk : guest.disks()) {
      disk.disk().warnings().forEach(shell::warn);
    }
    return guest;
  }

  /** Opens the disks for a command that reports their warnings itself. */
  Guest openQuietly(Shell shell, List<Path> disks, Map<String, String> driverOptions)
      throws IOException, CommandException {
    requireDriver(shell, driver);
    List<Path> files = disks.stream().map(shell::path).toList();
    return Guest.open(
        files, shell.drivers(), new GuestOptions(diskOptions(shell), driverOptions, driver));
  }

  /** Throws unless there is a driver of that name, or none was named. */
  static void requireDriver(Shell shell, @Nullable String name) throws CommandException {
    if (name != null && shell.drivers().named(name).isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          "there is no driver \""
              + name
              + "\": choose from "
              + String.join(", ", shell.drivers().all().stream().map(d -> d.name()).toList())
              + ".");
    }
  }
}
