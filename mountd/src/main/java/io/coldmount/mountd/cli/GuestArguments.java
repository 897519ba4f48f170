package io.coldmount.mountd.cli;

import io.coldmount.block.ImageCache;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.mountd.guest.Drivers;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestOptions;
import io.coldmount.mountd.host.NativeFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that opens disks. */
final class GuestArguments {

  @Option(
      names = "--search",
      paramLabel = "DIR",
      description = "Also look in DIR for a parent or an extent that is not where its child says.")
  List<Path> search = new ArrayList<>();

  @Option(
      names = "--force-parent",
      description =
          "Go on although a parent's content ID is not the one its child names. What is shown can"
              + " then be a mixture that never existed.")
  boolean forceParent;

  @Option(
      names = "--device",
      paramLabel = "NAME=PATH",
      description =
          "Use the host device PATH where a disk descriptor names the device NAME. A device that"
              + " an image names is never opened by itself.")
  Map<String, Path> devices = new LinkedHashMap<>();

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      description = "Ask only this file-system driver: ${COMPLETION-CANDIDATES}.",
      completionCandidates = DriverNames.class)
  @Nullable String driver;

  private @Nullable ImageCache cache;

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

  /** How the disks of this command are opened. */
  DiskOptions diskOptions(Shell shell) {
    Map<String, Path> absolute = new LinkedHashMap<>();
    devices.forEach((name, path) -> absolute.put(name, shell.path(path)));
    return new DiskOptions(
        new NativeFiles(),
        cache(),
        search.stream().map(shell::path).toList(),
        forceParent,
        absolute);
  }

  /** One for all that the command opens. */
  private ImageCache cache() {
    ImageCache known = cache;
    if (known == null) {
      // The rest of the heap is for what requests hold while they run.
      known = ImageCache.ofBytes(Runtime.getRuntime().maxMemory() / 8 * 3);
      cache = known;
    }
    return known;
  }
}
