package io.coldmount.mountd.cli;

import io.coldmount.diskset.DiskLink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.flat.FlatFileSystem;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestOptions;
import io.coldmount.mountd.restore.RawImage;
import io.coldmount.mountd.restore.RestoreLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coldmount export}. */
@Command(
    name = "export",
    header = "Write a disk or a volume as a raw image.",
    description = {
      "Writes the disk, as the newest link of its chain shows it, or one of its volumes, to a raw"
          + " image of its true size. Holes stay holes.",
      "The image has its name only when it is complete, and never takes the place of a file that"
          + " belongs to the disk."
    })
final class ExportCommand implements Subcommand {

  private final Shell shell;

  @Mixin DiskArguments arguments = new DiskArguments();

  @Parameters(index = "0", paramLabel = "DISK", description = "A file that begins a disk.")
  Path disk = Path.of("");

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Write the image to FILE.")
  Path output = Path.of("");

  @Option(
      names = "--volume",
      paramLabel = "ID",
      description = "Write this volume (p1, p5 ...) instead of the whole disk.")
  @Nullable String volume;

  @Option(names = "--overwrite", description = "Replace a file that stands there.")
  boolean overwrite;

  ExportCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public ExitCode call() throws IOException, CommandException {
    Path target = shell.path(output);
    GuestOptions options = new GuestOptions(arguments.diskOptions(shell), Map.of(), null);
    try (Guest guest = Guest.open(List.of(shell.path(disk)), shell.drivers(), options)) {
      GuestDisk opened = guest.disks().getFirst();
      opened.disk().warnings().forEach(shell::warn);
      checkTarget(target, opened);
      return write(image(guest), target);
    }
  }

  /** The disk or the volume, as the flat view shows it. */
  private Node image(Guest guest) throws IOException, CommandException {
    if (volume != null && guest.volume(volume).isEmpty()) {
      throw new CommandException(
          ExitCode.NO_FILE_SYSTEM,
          "there is no volume \""
              + volume
              + "\": those here are "
              + String.join(", ", guest.volumes().stream().map(v -> v.name()).toList())
              + ".");
    }
    boolean whole = volume == null || volume.equals("disk");
    FileName name = FileName.of(whole ? "disk0" : "disk0" + volume);
    Node image = FlatFileSystem.of(guest).root().lookup(name);
    if (image == null) {
      throw new IllegalStateException("the flat view has no " + name);
    }
    return image;
  }

  /** Refuses, before anything is written, what must stay as it is. */
  private void checkTarget(Path target, GuestDisk opened) throws IOException, CommandException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (DiskLink link : opened.disk().links()) {
      refuseIfSame(target, link.file());
      for (DiskLink.ExtentFile extent : link.extents()) {
        refuseIfSame(target, extent.file());
      }
    }
    if (!overwrite) {
      throw refused(target + " stands there already (--overwrite replaces it).");
    }
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(target + " is not a regular file, so it is not replaced.");
    }
  }

  private static void refuseIfSame(Path target, @Nullable Path file)
      throws IOException, CommandException {
    if (file != null && Files.exists(target) && Files.exists(file)) {
      if (Files.isSameFile(target, file)) {
        throw refused(target + " belongs to the disk that is to be written; it is never replaced.");
      }
    }
  }

  private static CommandException refused(String sentence) {
    return new CommandException(ExitCode.OUTPUT, sentence);
  }

  private ExitCode write(Node image, Path target) throws IOException, CommandException {
    RestoreConsole console = new RestoreConsole(shell, false);
    long size = image.attributes().size();
    console.progressLine().total(size);
    RawImage copy = new RawImage(target, overwrite);
    Thread atEnd = new Thread(copy::cancel, "export-cancel");
    Runtime.getRuntime().addShutdownHook(atEnd);
    try {
      copy.write(image, console);
    } finally {
      console.progressLine().clear();
      CpCommand.removeHook(atEnd);
    }
    console.done(
        disk.toString(), target.toString(), FileType.REGULAR, size, RestoreLog.How.WRITTEN);
    return console.end();
  }

  @Override
  public Set<ExitCode> ends() {
    Set<ExitCode> ends = EnumSet.copyOf(Subcommand.ofDisks());
    ends.addAll(EnumSet.of(ExitCode.NO_FILE_SYSTEM, ExitCode.UNAVAILABLE, ExitCode.INTERRUPTED));
    ends.remove(ExitCode.READER_GONE);
    return ends;
  }

  @Override
  public Map<String, String> ownEnds() {
    return Map.of(
        Integer.toString(ExitCode.OUTPUT.number()),
        "The image cannot be written: the file system is full, or FILE stands there already.");
  }
}
