package io.coldmount.mountd.cli;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.sleuthkit.SleuthkitDriver;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.restore.Estimate;
import io.coldmount.mountd.restore.NamedOwners;
import io.coldmount.mountd.restore.Owners;
import io.coldmount.mountd.restore.Restore;
import io.coldmount.mountd.restore.RestoreOptions;
import io.coldmount.mountd.restore.RestoreSource;
import io.coldmount.mountd.restore.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coldmount cp}. */
@Command(
    name = "cp",
    header = "Copy files and trees out of a guest.",
    description = {
      "Copies files and trees of the guest to DEST, with owners, modes, times, attributes, hard links"
          + " and holes. Nothing is ever written outside DEST.",
      "A DEST that is a folder gets the files by their names, and the root of a volume by its"
          + " contents, or among other PATHs as a folder called as the volume (p1); one that is not"
          + " there becomes the copy, or the folder of several."
    })
final class CpCommand extends DiskCommand {

  /** Where alternate data streams go. */
  enum Streams {
    xattrs,
    files,
    none;

    RestoreOptions.Streams forRestore() {
      return switch (this) {
        case xattrs -> RestoreOptions.Streams.XATTRS;
        case files -> RestoreOptions.Streams.FILES;
        case none -> RestoreOptions.Streams.NONE;
      };
    }
  }

  /** What is done where something stands already. */
  static final class Existing {
    @Option(names = "--overwrite", description = "Replace files that stand there.")
    boolean overwrite;

    @Option(names = "--keep", description = "Leave files that stand there, and say nothing.")
    boolean keep;

    @Option(
        names = "--rename",
        description = "Give a file whose place is taken a free name: NAME.restored.")
    boolean rename;
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "DISK [VOLUME:]PATH... DEST",
      hideParamSyntax = true,
      description =
          "A file that begins a disk; files and folders of the guest, or patterns (* ? [a-z]); and"
              + " where they go. PATH/. is what is in a folder.")
  List<String> names = List.of();

  @Mixin SelectionArguments selection = new SelectionArguments();

  @ArgGroup(exclusive = true)
  Existing existing = new Existing();

  @Option(
      names = "--map-names",
      description =
          "Give files to the users and groups of this host that have the names of the guest's,"
              + " instead of their numbers.")
  boolean mapNames;

  @Option(
      names = "--streams",
      paramLabel = "WHERE",
      description =
          "Alternate data streams go to user.* attributes (xattrs, the default), to files"
              + " FILE:STREAM (files), or nowhere (none).")
  Streams streams = Streams.xattrs;

  @Option(
      names = "--verify",
      description = "Write every file to the disk, read it again from there, and compare SHA-256.")
  boolean verify;

  @Option(
      names = "--resume",
      description =
          "Go on where an interrupted run ended: take files of the same size and time as copied.")
  boolean resume;

  @Option(
      names = "--deleted",
      description =
          "Copy deleted files: PATH is looked for below the folder .deleted that \"-o deleted\" shows,"
              + " and how much of each file is intact is told.")
  boolean deleted;

  @Option(names = "--jobs", paramLabel = "N", description = "How many files are copied at once.")
  int jobs = RestoreOptions.defaultWorkers();

  @Option(names = "--json", description = "Report every entry to standard output, one JSON a line.")
  boolean json;

  CpCommand(Shell shell) {
    super(shell);
  }

  @Override
  public ExitCode call() throws IOException, CommandException {
    if (names.size() < 3) { // options may stand between them, so they are counted here
      throw new CommandException(
          ExitCode.USAGE,
          "missing: "
              + (names.size() < 2 ? "[VOLUME:]PATH... DEST" : "DEST")
              + " (try \"coldmount cp --help\").");
    }
    Path disk = Path.of(names.getFirst());
    Path target = shell.path(Path.of(names.getLast()));
    boolean slash = names.getLast().endsWith("/");
    if (deleted) {
      options = new ArrayList<>(options);
      options.add(SleuthkitDriver.DELETED);
    }
    try (Guest guest = open(List.of(disk))) {
      List<String> wanted = names.subList(1, names.size() - 1);
      List<RestoreSource> sources =
          GuestFiles.find(guest, deleted ? DeletedPaths.of(wanted) : wanted);
      GuestFiles.requireNames(sources, "copy them to different folders");
      RestoreConsole console = new RestoreConsole(shell, json);
      if (deleted) {
        DeletedPaths.tellIntact(sources, selection.selection(List.of()), console);
      }
      RestoreOptions options = restoreOptions(sources, console);
      Path folder = target;
      if (sources.size() == 1 && !slash && !Files.isDirectory(target)) {
        RestoreSource only = sources.getFirst();
        Path parent = target.getParent();
        Path name = target.getFileName();
        boolean tree = only.node().attributes().type() == FileType.DIRECTORY;
        if (tree) {
          sources = List.of(renamed(only, null));
        } else if (parent != null && name != null) {
          sources = List.of(renamed(only, FileName.of(name.toString())));
          folder = parent;
        }
      }
      return run(sources, folder, options, console);
    }
  }

  private static RestoreSource renamed(RestoreSource source, @Nullable FileName name) {
    return new RestoreSource(source.fileSystem(), source.node(), name, source.shown());
  }

  private RestoreOptions restoreOptions(List<RestoreSource> sources, RestoreConsole console)
      throws IOException, CommandException {
    if (jobs < 1 || jobs > 64) {
      throw new CommandException(ExitCode.USAGE, "--jobs is a number from 1 to 64.");
    }
    Owners owners =
        mapNames ? NamedOwners.of(sources.getFirst().fileSystem(), console) : Owners.BY_NUMBER;
    Selection taken = selection.selection(List.of());
    return new RestoreOptions(policy(), resume, verify, streams.forRestore(), taken, owners, jobs);
  }

  private RestoreOptions.Existing policy() {
    if (existing.overwrite) {
      return RestoreOptions.Existing.OVERWRITE;
    }
    if (existing.keep) {
      return RestoreOptions.Existing.KEEP;
    }
    return existing.rename ? RestoreOptions.Existing.RENAME : RestoreOptions.Existing.REFUSE;
  }

  private ExitCode run(
      List<RestoreSource> sources, Path folder, RestoreOptions options, RestoreConsole console)
      throws IOException {
    Restore restore = new Restore(options, console);
    Thread atEnd = new Thread(restore::cancel, "restore-cancel");
    Runtime.getRuntime().addShutdownHook(atEnd);
    ProgressLine line = console.progressLine();
    Estimate estimate = new Estimate(sources, options.selection());
    if (line.isWatched()) {
      estimate.start(line::total);
    }
    try {
      restore.run(sources, folder);
    } finally {
      estimate.stop();
      removeHook(atEnd);
    }
    return console.end();
  }

  static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending, and the hook waits for this thread's work
    }
  }

  @Override
  public Set<ExitCode> ends() {
    Set<ExitCode> ends = EnumSet.copyOf(Subcommand.ofDisks());
    ends.addAll(
        EnumSet.of(
            ExitCode.NO_FILE_SYSTEM, ExitCode.PATH, ExitCode.INCOMPLETE, ExitCode.INTERRUPTED));
    return ends;
  }
}
