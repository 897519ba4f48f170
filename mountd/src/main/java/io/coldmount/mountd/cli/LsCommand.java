package io.coldmount.mountd.cli;

import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.guest.IdSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coldmount ls}. */
@Command(
    name = "ls",
    header = "List files of a guest.",
    description = {
      "Lists files of the guest, sorted by the bytes of their names. Without a PATH it lists the"
          + " root folder, or the volumes where there are several.",
      "Times are in UTC; owners are numbers."
    })
final class LsCommand extends DiskCommand {

  @Parameters(index = "0", paramLabel = "DISK", description = "A file that begins a disk.")
  Path disk = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "[VOLUME:]PATH",
      description = "A file or folder of the guest. VOLUME is needed only where there are several.")
  List<String> paths = new ArrayList<>();

  @Option(names = "-l", description = "Show mode, links, owner, group, size and time too.")
  boolean longFormat;

  @Option(
      names = {"-R", "--recursive"},
      description = "List the folders below too.")
  boolean recursive;

  @Option(
      names = {"-a", "--all"},
      description = "Also list names that begin with a dot.")
  boolean all;

  @Option(names = "--json", description = "Print JSON, with all attributes and all names.")
  boolean json;

  private ExitCode worst = ExitCode.OK;

  LsCommand(Shell shell) {
    super(shell);
  }

  @Override
  public ExitCode call() throws IOException, CommandException {
    try (Guest guest = open(List.of(disk));
        LsPrinter printer = json ? new LsJson(shell) : new LsText(shell, longFormat)) {
      List<GuestVolume> shown =
          guest.volumes().stream().filter(GuestVolume::hasFileSystem).toList();
      if (paths.isEmpty() && shown.size() > 1) {
        for (GuestVolume volume : shown) {
          list(GuestFile.find(guest, volume.name() + ":/", true), printer, true);
        }
        return worst;
      }
      List<String> asked = paths.isEmpty() ? List.of("/") : paths;
      for (String path : asked) {
        GuestFile file = GuestFile.find(guest, path, !longFormat && !json);
        list(file, printer, asked.size() > 1 || recursive);
      }
    }
    return worst;
  }

  private void list(GuestFile file, LsPrinter printer, boolean headings) throws IOException {
    if (!file.isDirectory()) {
      printer.file(file, ListedFile.of(file.path(), file.node()));
      return;
    }
    IdSet seen = new IdSet();
    Deque<GuestFile> folders = new ArrayDeque<>();
    folders.push(file);
    while (!folders.isEmpty()) {
      GuestFile folder = folders.pop();
      if (!seen.add(folder.node().id())) {
        problem(folder, "the folder is reached on two ways, so the image is damaged.");
        continue;
      }
      List<ListedFile> files = read(folder);
      printer.folder(folder, files, headings);
      if (recursive) {
        for (ListedFile child : files.reversed()) {
          descend(folder, child, folders);
        }
      }
    }
  }

  private void descend(GuestFile folder, ListedFile child, Deque<GuestFile> folders) {
    if (child.type() == FileType.DIRECTORY) {
      FileName path = join(folder.path(), child.name());
      try {
        Node node = folder.fileSystem().node(child.id());
        folders.push(new GuestFile(folder.volume(), folder.fileSystem(), path, node));
      } catch (IOException e) {
        problem(folder, path + ": " + Failure.of(e).sentence());
      }
    }
  }

  private List<ListedFile> read(GuestFile folder) throws IOException {
    List<ListedFile> files = new ArrayList<>();
    List<DirectorySink.Entry> entries = new ArrayList<>();
    try {
      folder
          .node()
          .list(
              0,
              entry -> {
                if (all || json || entry.name().at(0) != '.') {
                  entries.add(entry);
                }
                return true;
              });
    } catch (IOException e) {
      problem(folder, Failure.of(e).sentence());
    }
    entries.sort((a, b) -> Arrays.compareUnsigned(a.name().bytes(), b.name().bytes()));
    for (DirectorySink.Entry entry : entries) {
      files.add(look(folder, entry));
    }
    return files;
  }

  private ListedFile look(GuestFile folder, DirectorySink.Entry entry) {
    if (!longFormat && !json && entry.type() != null) {
      return new ListedFile(entry.name(), entry.id(), entry.type(), null, null, null);
    }
    ListedFile file;
    try {
      file = ListedFile.of(entry.name(), folder.fileSystem().node(entry.id()));
    } catch (IOException e) {
      file = new ListedFile(entry.name(), entry.id(), entry.type(), null, null, e);
    }
    if (file.problem() != null) {
      problem(folder, file.name() + ": " + Failure.of(file.problem()).sentence());
    }
    return file;
  }

  private void problem(GuestFile folder, String sentence) {
    shell.warn(folder.shown() + ": " + sentence);
    worst = ExitCode.CORRUPT;
  }

  private static FileName join(FileName folder, FileName name) {
    boolean root = folder.length() == 1;
    byte[] path = new byte[(root ? 0 : folder.length()) + 1 + name.length()];
    if (!root) {
      folder.copyTo(path, 0);
    }
    path[path.length - name.length() - 1] = '/';
    name.copyTo(path, path.length - name.length());
    return FileName.of(path);
  }

  @Override
  public Set<ExitCode> ends() {
    Set<ExitCode> ends = EnumSet.copyOf(Subcommand.ofDisks());
    ends.addAll(EnumSet.of(ExitCode.NO_FILE_SYSTEM, ExitCode.PATH));
    return ends;
  }
}
