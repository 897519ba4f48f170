package io.coldmount.mountd.cli;

import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.flat.FlatFileSystem;
import io.coldmount.mountd.fuse.Backend;
import io.coldmount.mountd.fuse.FuseMount;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.os.GuestLayout;
import io.coldmount.mountd.os.GuestSystem;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coldmount mount}. */
@Command(
    name = "mount",
    header = "Show the files of a guest at a path.",
    description = {
      "Shows the files of a guest at MOUNTPOINT, read-only. Several DISKs are the disks of one"
          + " guest, in its order.",
      "It returns when the files can be read, and a process in the background serves them until"
          + " \"coldmount unmount\": the daemon of this user or of the system where one runs, else"
          + " one that is started and becomes the user's daemon."
    })
final class MountCommand implements Subcommand {

  /** How volumes are laid out below the mountpoint. */
  enum Layout {
    /** One file system stands at the mountpoint itself, several are folders. */
    auto,
    /** Every file system is a folder, named by its volume, also if there is only one. */
    volumes,
    /** The tree as the guest sees it. */
    guest
  }

  private static final Logger LOG = LoggerFactory.getLogger(MountCommand.class);

  private final Shell shell;
  private final Detachment detachment;

  @Mixin GuestArguments arguments = new GuestArguments();

  @Parameters(
      arity = "1..*",
      paramLabel = "DISK... MOUNTPOINT",
      hideParamSyntax = true,
      description = "The files that begin the disks, and last an empty folder.")
  List<Path> paths = List.of();

  @Option(
      names = "-o",
      paramLabel = "OPTIONS",
      description = "Mount options, separated by commas (see below).")
  List<String> options = new ArrayList<>();

  @Option(
      names = "--volume",
      paramLabel = "ID",
      description = "Show this volume only (p1, d0p2; see \"coldmount inspect\"). May be repeated.")
  List<String> volumes = new ArrayList<>();

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "auto: one file system stands at the mountpoint, several become one folder per volume."
              + " volumes: always one folder per volume. guest: as the guest's system sees it, with"
              + " /boot, /home and others at their places, or C, D and others as folders.")
  Layout layout = Layout.auto;

  @Option(
      names = "--flat",
      description =
          "Show the disks and their volumes as raw files: disk0, disk0p1, ..., for tools that want"
              + " a block image.")
  boolean flat;

  @Option(
      names = "--backend",
      paramLabel = "BACKEND",
      description =
          "How to mount. native: by the kernel's own protocol. jnr: through libfuse 2, slower."
              + " auto: native, and jnr where that cannot be.")
  String backend = "auto";

  @Option(
      names = "--all-links",
      description =
          "Also show every link of the chain, as .links/NAME/VOLUME; the volumes are folders then,"
              + " also if there is only one.")
  boolean allLinks;

  @Option(
      names = {"-f", "--foreground"},
      description = "Stay in the foreground; Ctrl-C unmounts.")
  boolean foreground;

  @Option(
      names = "--no-daemon",
      description = "Serve this mount by a process of its own, also where a daemon runs.")
  boolean noDaemon;

  MountCommand(Shell shell, Detachment detachment) {
    this.shell = shell;
    this.detachment = detachment;
  }

  @Override
  public ExitCode call() throws IOException, CommandException, InterruptedException, ProgramExit {
    if (paths.size() < 2) { // options may stand between them, so they are counted here
      throw new CommandException(
          ExitCode.USAGE, "missing: MOUNTPOINT (try \"coldmount mount --help\").");
    }
    if (isForDaemon() && new DaemonMount(shell, detachment, this).done()) {
      return ExitCode.OK;
    }
    if (DaemonMount.onlyAsks()) {
      throw new ProgramExit(DaemonMount.NOBODY); // and the launcher starts one that may stay
    }
    return callHere();
  }

  /** Whether a daemon may serve it: one that can do all that is asked for. */
  private boolean isForDaemon() throws CommandException {
    MountArguments mount = MountArguments.parse(options, shell.drivers());
    boolean ordinary = !allLinks && !flat && backend() == Backend.Choice.AUTO;
    return !foreground && !noDaemon && ordinary && !mount.autoUnmount();
  }

  /** Mounts in this process, and serves the mount until it ends. */
  private ExitCode callHere() throws IOException, CommandException, InterruptedException {
    MountArguments mount = MountArguments.parse(options, shell.drivers());
    Backend.Choice way = backend();
    Path typed = shell.path(paths.getLast());
    List<Path> disks = paths.subList(0, paths.size() - 1);
    Path mountpoint =
        Mountpoint.check(typed, disks.stream().map(shell::path).toList(), mount.nonEmpty());
    try (Guest guest = arguments.open(shell, disks, mount.forDrivers())) {
      Mountpoint.check(typed, imageFiles(guest), mount.nonEmpty());
      if (allLinks) {
        withLinks(guest, mountpoint, mount, way);
      } else {
        serve(tree(guest), mountpoint, mount, guest, way);
      }
    }
    return ExitCode.OK;
  }

  /** What is shown of {@code guest}. */
  MountTree tree(Guest guest) throws IOException, CommandException {
    if (flat) {
      return flatTree(guest);
    }
    SequencedMap<String, FileSystem> shown = fileSystems(guest);
    return switch (layout) {
      case auto ->
          shown.size() == 1 ? MountTree.of(shown.firstEntry().getValue()) : MountTree.of(shown);
      case volumes -> MountTree.of(shown);
      case guest -> guestTree(guest, shown);
    };
  }

  private MountTree flatTree(Guest guest) throws IOException, CommandException {
    if (!volumes.isEmpty() || layout != Layout.auto) {
      throw new CommandException(
          ExitCode.USAGE, "--flat cannot be used together with --volume and --layout.");
    }
    return MountTree.of(FlatFileSystem.of(guest));
  }

  private MountTree guestTree(Guest guest, SequencedMap<String, FileSystem> shown)
      throws IOException, CommandException {
    if (!volumes.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "--volume and --layout guest cannot be used together.");
    }
    List<GuestSystem> systems = GuestSystem.find(guest);
    if (systems.isEmpty()) {
      throw new CommandException(
          ExitCode.NO_FILE_SYSTEM,
          "there is no operating system that Coldmount knows: use another layout than guest.");
    }
    GuestSystem system = systems.getFirst();
    system.findings().forEach(shell::warn);
    return new GuestLayout(system, shown).tree();
  }

  private Backend.Choice backend() throws CommandException {
    return switch (backend) {
      case "auto" -> Backend.Choice.AUTO;
      case "native" -> Backend.Choice.NATIVE;
      case "jnr" -> Backend.Choice.JNR;
      default ->
          throw new CommandException(
              ExitCode.USAGE, "--backend is native, jnr or auto, not \"" + backend + "\".");
    };
  }

  private void withLinks(Guest guest, Path mountpoint, MountArguments mount, Backend.Choice way)
      throws IOException, CommandException, InterruptedException {
    if (flat || layout == Layout.guest) {
      throw new CommandException(
          ExitCode.USAGE, "--all-links cannot be used together with --flat or --layout guest.");
    }
    SequencedMap<String, FileSystem> shown = fileSystems(guest);
    AllLinks.Opener opener =
        link -> arguments.openQuietly(shell, List.of(link.file()), mount.forDrivers());
    try (AllLinks links = AllLinks.open(guest, opener, shell)) {
      serve(MountTree.ofChain(shown, links.volumes()), mountpoint, mount, guest, way);
    }
  }

  private void serve(
      MountTree tree, Path mountpoint, MountArguments mount, Guest guest, Backend.Choice way)
      throws IOException, CommandException, InterruptedException {
    String image = guest.disks().getFirst().file().toString();
    try (FuseMount mounted = mount(tree, mountpoint, mount, image, way)) {
      if (!foreground) {
        detachment.detach();
      }
      LOG.info("{} is mounted at {}", image, mountpoint);
      mounted.awaitEnd();
      LOG.info("{} is unmounted", mountpoint);
    }
  }

  private static FuseMount mount(
      MountTree tree, Path mountpoint, MountArguments arguments, String image, Backend.Choice way)
      throws CommandException {
    try {
      return FuseMount.mount(tree, mountpoint, arguments.mountOptions(image).by(way));
    } catch (IOException e) {
      throw new CommandException(ExitCode.FUSE, Failure.of(e).sentence());
    }
  }

  /** Every file of the guest's chains. */
  private static List<Path> imageFiles(Guest guest) {
    List<Path> files = new ArrayList<>();
    for (GuestDisk disk : guest.disks()) {
      for (var link : disk.disk().links()) {
        files.add(link.file());
        for (var extent : link.extents()) {
          if (extent.file() != null) {
            files.add(extent.file());
          }
        }
      }
    }
    return files;
  }

  /** The file systems to show by the names of their volumes; what is left out is told. */
  private SequencedMap<String, FileSystem> fileSystems(Guest guest) throws CommandException {
    SequencedMap<String, FileSystem> shown = new LinkedHashMap<>();
    List<String> leftOut = new ArrayList<>();
    Failure failure = null;
    for (GuestVolume volume : chosen(guest)) {
      if (!volume.hasFileSystem()) {
        leftOut.add(volume.name() + " is left out: it " + volume.whyNot());
        continue;
      }
      try {
        shown.put(volume.name(), volume.fileSystem());
      } catch (IOException e) {
        failure = Failure.of(e);
        leftOut.add(volume.name() + " is left out: " + failure.sentence());
      }
    }
    if (shown.isEmpty()) {
      throw failure == null
          ? GuestFile.noFileSystem(guest)
          : new CommandException(failure.code(), failure.sentence());
    }
    leftOut.forEach(shell::warn);
    shown.forEach(this::tell);
    return shown;
  }

  private List<GuestVolume> chosen(Guest guest) throws CommandException {
    if (volumes.isEmpty()) {
      return guest.volumes();
    }
    List<GuestVolume> chosen = new ArrayList<>();
    for (String name : volumes) {
      chosen.add(GuestFile.volume(guest, name));
    }
    return chosen;
  }

  private void tell(String volume, FileSystem fileSystem) {
    for (FileSystem.Condition condition : fileSystem.conditions()) {
      if (concernsTheFiles(condition.kind())) {
        shell.warn(volume + ": " + condition.detail());
      }
    }
  }

  /** A dirty volume whose journal was replayed is what a snapshot is; inspect tells of it. */
  private static boolean concernsTheFiles(FileSystem.Condition.Kind kind) {
    return switch (kind) {
      case DIRTY, JOURNAL_REPLAYED, CHECK_SCHEDULED -> false;
      case JOURNAL_PENDING,
          JOURNAL_DAMAGED,
          HIBERNATED,
          FAST_STARTUP,
          ERRORS_RECORDED,
          BACKUP_IN_USE,
          CHECKSUMS_IGNORED,
          CHECK_INCOMPLETE,
          NAMES_HIDDEN,
          TRUNCATED ->
          true;
    };
  }

  @Override
  public Map<String, String> mountOptions() {
    return MountArguments.described(shell.drivers());
  }

  @Override
  public Set<ExitCode> ends() {
    Set<ExitCode> ends = EnumSet.copyOf(Subcommand.ofDisks());
    ends.removeAll(EnumSet.of(ExitCode.OUTPUT, ExitCode.READER_GONE));
    ends.addAll(
        EnumSet.of(
            ExitCode.NO_FILE_SYSTEM, ExitCode.MOUNTPOINT, ExitCode.FUSE, ExitCode.INTERRUPTED));
    return ends;
  }
}
