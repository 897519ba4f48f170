package io.coldmount.mountd.cli;

import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.scan.GuestMount;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code coldmount run}. */
@Command(
    name = "run",
    header = "Run a command with the guest mounted.",
    description = {
      "Mounts the guest at a private folder, runs COMMAND, and unmounts again, however COMMAND ends."
          + " {} in COMMAND is the folder, which is also in the variable COLDMOUNT_MOUNTPOINT.",
      "It ends with the exit code of COMMAND, and with 128 and the signal's number if one ended it."
    },
    customSynopsis = "coldmount run [OPTIONS] DISK... -- COMMAND [ARGUMENT...]")
final class RunCommand extends DiskCommand {

  @Parameters(
      arity = "2..*",
      paramLabel = "DISK... -- COMMAND",
      hideParamSyntax = true,
      description = "The files that begin the disks, two hyphens, and the command.")
  List<String> words = List.of();

  RunCommand(Shell shell) {
    super(shell);
  }

  @Override
  public ExitCode call() throws IOException, CommandException, InterruptedException, ProgramExit {
    int end = words.indexOf("--");
    if (end < 1 || end == words.size() - 1) {
      throw new CommandException(
          ExitCode.USAGE, "write two hyphens between the disks and the command.");
    }
    List<Path> disks = words.subList(0, end).stream().map(Path::of).toList();
    int code;
    try (Guest guest = open(disks);
        GuestMount mount = mount(guest)) {
      code = run(words.subList(end + 1, words.size()), mount.mountpoint());
    }
    throw new ProgramExit(code);
  }

  private GuestMount mount(Guest guest) throws IOException, CommandException {
    SequencedMap<String, FileSystem> shown = new LinkedHashMap<>();
    for (GuestVolume volume : guest.volumes()) {
      if (volume.hasFileSystem()) {
        shown.put(volume.name(), volume.fileSystem());
      } else {
        shell.warn(volume.name() + " is left out: it " + volume.whyNot() + ".");
      }
    }
    if (shown.isEmpty()) {
      throw GuestFile.noFileSystem(guest);
    }
    MountTree tree =
        shown.size() == 1 ? MountTree.of(shown.firstEntry().getValue()) : MountTree.of(shown);
    try {
      return GuestMount.of(tree, guest.disks().getFirst().file().toString());
    } catch (IOException e) {
      throw new CommandException(ExitCode.FUSE, Failure.of(e).sentence());
    }
  }

  private int run(List<String> typed, Path mountpoint)
      throws CommandException, InterruptedException {
    List<String> command = new ArrayList<>();
    typed.forEach(word -> command.add(word.replace("{}", mountpoint.toString())));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.directory(shell.directory().toFile());
    builder.environment().put("COLDMOUNT_MOUNTPOINT", mountpoint.toString());
    try {
      Process process = builder.start();
      try {
        return process.waitFor();
      } finally {
        process.destroy(); // Ctrl-C has reached it too; this is for a signal to Coldmount alone
      }
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, command.getFirst() + " cannot be run: " + e.getMessage() + ".");
    }
  }

  @Override
  public Set<ExitCode> ends() {
    Set<ExitCode> ends = EnumSet.copyOf(Subcommand.ofDisks());
    ends.addAll(EnumSet.of(ExitCode.NO_FILE_SYSTEM, ExitCode.FUSE, ExitCode.INTERRUPTED));
    return ends;
  }
}
