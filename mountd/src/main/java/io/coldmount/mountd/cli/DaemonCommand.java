package io.coldmount.mountd.cli;

import io.coldmount.mountd.daemon.ControlPlace;
import io.coldmount.mountd.daemon.Daemon;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coldmount daemon}. */
@Command(
    name = "daemon",
    header = "Serve mounts, and the API, on a Unix socket.",
    description = {
      "Holds the mounts, open disks and jobs of the user who starts it, and answers HTTP on"
          + " $XDG_RUNTIME_DIR/coldmount/control.sock. It stays in the foreground; Ctrl-C ends it and"
          + " its mounts. \"coldmount mount\" starts one by itself.",
      "With --system it is root's and serves all users who may connect to"
          + " /run/coldmount/control.sock: root and the group coldmount. Everybody sees and ends only"
          + " what is his own, and reads only images that he may read himself."
    })
final class DaemonCommand implements Subcommand {

  private final Shell shell;

  @Option(names = "--system", description = "Serve all users of this machine, as root.")
  boolean system;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      description = "End when there was nothing to do for so long; 0, the default, for never.")
  long idle;

  DaemonCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public ExitCode call() throws IOException, CommandException, InterruptedException {
    if (idle < 0) {
      throw new CommandException(ExitCode.USAGE, "--idle is no less than 0.");
    }
    if (system && !System.getProperty("user.name", "").equals("root")) {
      throw new CommandException(
          ExitCode.DAEMON, "only root can serve all users: leave out --system.");
    }
    ControlPlace place = place();
    if (detached()) {
      Logging.toFile();
    } else {
      Logging.informing();
    }
    Optional<Daemon> made = make(place);
    try (Daemon daemon =
        made.orElseThrow(
            () ->
                new CommandException(
                    ExitCode.DAEMON, "a daemon listens on " + place.socket() + " already."))) {
      daemon.serve(() -> {});
    } catch (IOException e) {
      throw new CommandException(ExitCode.DAEMON, Failure.of(e).sentence());
    }
    return ExitCode.OK;
  }

  /** Whether it follows one that {@code coldmount mount} has begun, and that was killed. */
  private static boolean detached() {
    return Boolean.getBoolean("coldmount.background");
  }

  private Optional<Daemon> make(ControlPlace place) throws CommandException {
    try {
      Duration time = Duration.ofSeconds(idle);
      List<String> successor = detached() ? Successor.ofUser(time) : List.of();
      return Daemon.make(place, new DaemonFrontend(shell.drivers()), time, successor);
    } catch (IOException e) {
      throw new CommandException(ExitCode.DAEMON, Failure.of(e).sentence());
    }
  }

  private ControlPlace place() throws CommandException {
    if (system) {
      return ControlPlace.ofSystem();
    }
    return ControlPlace.ofUser()
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.DAEMON,
                    "XDG_RUNTIME_DIR is not set to a folder of this user alone, so there is no place"
                        + " for the socket."));
  }

  @Override
  public Set<ExitCode> ends() {
    return EnumSet.of(ExitCode.DAEMON, ExitCode.INTERRUPTED);
  }
}
