package io.coldmount.mountd.cli;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestPath;
import io.coldmount.mountd.guest.GuestVolume;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/**
 * A file that the user named as {@code [VOLUME:]PATH}.
 *
 * @param path from the root of the volume, without links
 */
record GuestFile(GuestVolume volume, FileSystem fileSystem, FileName path, Node node) {

  /** The two parts of {@code [VOLUME:]PATH}; the volume is null if the user named none. */
  private record Named(GuestVolume volume, String path) {}

  static GuestFile find(Guest guest, String typed, boolean followLast)
      throws IOException, CommandException {
    Named named = named(guest, typed);
    if (!named.volume.hasFileSystem()) {
      throw new CommandException(
          ExitCode.NO_FILE_SYSTEM, named.volume.name() + " " + named.volume.whyNot() + ".");
    }
    FileSystem fileSystem = named.volume.fileSystem();
    try {
      GuestPath.Found found = GuestPath.find(fileSystem, FileName.of(named.path), followLast);
      return new GuestFile(named.volume, fileSystem, found.path(), found.node());
    } catch (NoSuchFileException e) {
      throw wrong(typed, "there is no such file");
    } catch (NotDirectoryException e) {
      throw wrong(typed, "part of the path is not a directory");
    } catch (FileSystemLoopException e) {
      throw wrong(typed, "there are more than 40 symbolic links on the way");
    }
  }

  private static CommandException wrong(String typed, String problem) {
    return new CommandException(ExitCode.PATH, typed + ": " + problem + ".");
  }

  private static Named named(Guest guest, String typed) throws CommandException {
    int colon = typed.indexOf(':');
    int slash = typed.indexOf('/');
    boolean named = colon > 0 && (slash < 0 || colon < slash);
    if (named) {
      String name = typed.substring(0, colon);
      GuestVolume volume = volume(guest, name);
      return new Named(volume, typed.substring(colon + 1));
    }
    return new Named(only(guest, typed), typed);
  }

  /** The volume that the user calls {@code name}. */
  static GuestVolume volume(Guest guest, String name) throws CommandException {
    return guest
        .volume(name)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.NO_FILE_SYSTEM,
                    "there is no volume \"" + name + "\": " + those(guest.volumes()) + "."));
  }

  /** The one volume with a file system. */
  private static GuestVolume only(Guest guest, String typed) throws CommandException {
    List<GuestVolume> candidates =
        guest.volumes().stream().filter(GuestVolume::hasFileSystem).toList();
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    if (candidates.isEmpty()) {
      throw noFileSystem(guest);
    }
    throw new CommandException(
        ExitCode.NO_FILE_SYSTEM,
        "the disk has several file systems: say which, as in "
            + candidates.getFirst().name()
            + ":"
            + (typed.startsWith("/") ? typed : "/" + typed)
            + " ("
            + those(candidates)
            + ").");
  }

  /** That no volume of a guest can be shown, and why not. */
  static CommandException noFileSystem(Guest guest) {
    List<GuestVolume> volumes = guest.volumes();
    if (volumes.isEmpty()) {
      return new CommandException(
          ExitCode.NO_FILE_SYSTEM,
          guest.disks().getFirst().disk().content() + ": the disk has no partitions.");
    }
    List<String> reasons = volumes.stream().map(v -> v.name() + " " + v.whyNot()).toList();
    return new CommandException(
        ExitCode.NO_FILE_SYSTEM,
        guest.disks().getFirst().disk().content()
            + ": there is no file system to show: "
            + String.join("; ", reasons)
            + ".");
  }

  private static String those(List<GuestVolume> volumes) {
    if (volumes.isEmpty()) {
      return "the disk has none";
    }
    return "the volumes are " + String.join(", ", volumes.stream().map(GuestVolume::name).toList());
  }

  boolean isDirectory() throws IOException {
    return node.attributes().type() == FileType.DIRECTORY;
  }

  /** {@code p1:/etc/passwd}, for messages and listings. */
  String shown() {
    return volume.name() + ":" + path;
  }
}
