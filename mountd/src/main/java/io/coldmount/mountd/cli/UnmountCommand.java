package io.coldmount.mountd.cli;

import io.coldmount.mountd.fuse.ActiveMount;
import io.coldmount.mountd.fuse.FuseMount;
import io.coldmount.mountd.fuse.MountBusyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coldmount unmount}. */
@Command(
    name = "unmount",
    header = "End mounts.",
    aliases = "umount",
    description = "Ends mounts, and with them the processes that serve them.")
final class UnmountCommand implements Subcommand {

  private final Shell shell;

  @Parameters(arity = "0..*", paramLabel = "MOUNTPOINT", description = "Where a guest is mounted.")
  List<Path> mountpoints = new ArrayList<>();

  @Option(names = "--all", description = "End all mounts of Coldmount that this user may end.")
  boolean all;

  @Option(
      names = "--lazy",
      description = "Take a mount in use away now; programs can finish with what they have open.")
  boolean lazy;

  @Option(
      names = "--force",
      description = "End a mount in use or one that does not answer; programs get errors.")
  boolean force;

  UnmountCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public ExitCode call() throws IOException, CommandException {
    if (all == !mountpoints.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "give either mountpoints or --all.");
    }
    List<ActiveMount> active = FuseMount.list();
    if (!all) {
      List<Path> wanted = new ArrayList<>();
      for (Path typed : mountpoints) {
        wanted.add(mounted(typed, active));
      }
      return unmount(wanted);
    }
    // The newest first, so that a mount inside another one ends before it.
    return unmount(active.reversed().stream().map(ActiveMount::mountpoint).toList());
  }

  private Path mounted(Path typed, List<ActiveMount> active) throws CommandException {
    Path absolute = shell.path(typed);
    Path real = Mountpoint.real(absolute);
    for (ActiveMount mount : active) {
      if (mount.mountpoint().equals(real) || mount.mountpoint().equals(absolute)) {
        return mount.mountpoint();
      }
    }
    throw new CommandException(
        ExitCode.NOT_MOUNTED,
        "Coldmount has nothing mounted at " + typed + " (\"coldmount list\" shows what it has).");
  }

  /** Ends each of them; one that cannot end does not keep the others. */
  private ExitCode unmount(List<Path> wanted) {
    ExitCode worst = ExitCode.OK;
    for (Path mountpoint : wanted) {
      try {
        FuseMount.unmount(mountpoint, lazy, force);
      } catch (MountBusyException e) {
        shell.warn(e.getMessage() + ". End what uses it, or add --lazy or --force.");
        worst = ExitCode.BUSY;
      } catch (IOException e) {
        shell.warn(mountpoint + " cannot be unmounted: " + Failure.of(e).sentence());
        worst = ExitCode.FUSE;
      }
    }
    return worst;
  }

  @Override
  public Set<ExitCode> ends() {
    return EnumSet.of(ExitCode.FUSE, ExitCode.NOT_MOUNTED, ExitCode.BUSY);
  }
}
