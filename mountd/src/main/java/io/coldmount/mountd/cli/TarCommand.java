package io.coldmount.mountd.cli;

import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.restore.Estimate;
import io.coldmount.mountd.restore.Owners;
import io.coldmount.mountd.restore.RestoreOptions;
import io.coldmount.mountd.restore.RestoreSource;
import io.coldmount.mountd.restore.TarArchive;
import io.coldmount.mountd.restore.TargetException;
import io.coldmount.mountd.restore.ZipArchive;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coldmount tar}. */
@Command(
    name = "tar",
    header = "Pack files of a guest into an archive.",
    description = {
      "Packs files and trees of the guest into a pax archive, with owners, modes, times, attributes,"
          + " access lists, hard links and holes, or into a zip for Windows users.",
      "Each PATH has its own name there. The root of a volume stands for what is in it, or among"
          + " other PATHs for a folder called as the volume (p1); PATH/. is what is in a folder.",
      "It goes to standard output, or to a file that has its name only when it is complete."
    })
final class TarCommand extends DiskCommand {

  @Parameters(index = "0", paramLabel = "DISK", description = "A file that begins a disk.")
  Path disk = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "[VOLUME:]PATH",
      description = "Files and folders of the guest, or patterns (* ? [a-z]).")
  List<String> names = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Write the archive to FILE; without this, or as -, to standard output.")
  @Nullable String file;

  @Option(
      names = "--zip",
      description =
          "Make a zip. Names that Windows cannot have are written with %%XX for their characters.")
  boolean zip;

  @Mixin SelectionArguments selection = new SelectionArguments();

  @Option(
      names = "--streams",
      paramLabel = "WHERE",
      description =
          "Alternate data streams go to user.* attributes (xattrs, the default), to files"
              + " FILE:STREAM (files), or nowhere (none). A zip has them as files.")
  CpCommand.Streams streams = CpCommand.Streams.xattrs;

  @Option(names = "--jobs", paramLabel = "N", description = "How many files are read at once.")
  int jobs = RestoreOptions.defaultWorkers();

  TarCommand(Shell shell) {
    super(shell);
  }

  @Override
  public ExitCode call() throws IOException, CommandException {
    try (Guest guest = open(List.of(disk))) {
      List<RestoreSource> sources = GuestFiles.find(guest, names);
      GuestFiles.requireNames(sources, "make an archive of each");
      RestoreConsole console = new RestoreConsole(shell, false);
      ProgressLine line = console.progressLine();
      RestoreOptions options = options();
      Estimate estimate = new Estimate(sources, options.selection());
      if (line.isWatched()) {
        estimate.start(line::total);
      }
      try {
        write(sources, options, console);
      } finally {
        estimate.stop();
      }
      return console.end();
    }
  }

  private RestoreOptions options() throws CommandException {
    if (jobs < 1 || jobs > 64) {
      throw new CommandException(ExitCode.USAGE, "--jobs is a number from 1 to 64.");
    }
    return new RestoreOptions(
        RestoreOptions.Existing.REFUSE,
        false,
        false,
        streams.forRestore(),
        selection.selection(List.of()),
        Owners.BY_NUMBER,
        jobs);
  }

  private void write(List<RestoreSource> sources, RestoreOptions options, RestoreConsole console)
      throws IOException {
    if (file == null || file.equals("-")) {
      WritableByteChannel out = shell.out().channel();
      write(sources, out, options, console);
      return;
    }
    Path target = shell.path(Path.of(file));
    try {
      write(sources, target, options, console);
    } catch (IOException e) {
      String problem =
          switch (e) {
            case NoSuchFileException missing -> "its folder does not exist";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other -> other.getReason();
            default -> e.getMessage();
          };
      throw new TargetException(target + " was not written: " + problem + ".", e);
    }
  }

  private void write(
      List<RestoreSource> sources, Path target, RestoreOptions options, RestoreConsole console)
      throws IOException {
    Path temporary = Files.createTempFile(target.getParent(), ".coldmount-", ".tmp");
    boolean complete = false;
    try {
      try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        write(sources, out, options, console);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      complete = true;
    } finally {
      if (!complete) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  private void write(
      List<RestoreSource> sources,
      WritableByteChannel out,
      RestoreOptions options,
      RestoreConsole console)
      throws IOException {
    if (zip) {
      ZipArchive.write(sources, out, options, console);
    } else {
      TarArchive.write(sources, out, options, console);
    }
  }

  @Override
  public Set<ExitCode> ends() {
    Set<ExitCode> ends = EnumSet.copyOf(Subcommand.ofDisks());
    ends.addAll(EnumSet.of(ExitCode.NO_FILE_SYSTEM, ExitCode.PATH, ExitCode.INCOMPLETE));
    return ends;
  }
}
