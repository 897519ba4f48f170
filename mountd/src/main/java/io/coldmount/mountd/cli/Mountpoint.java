package io.coldmount.mountd.cli;

import io.coldmount.mountd.fuse.ActiveMount;
import io.coldmount.mountd.fuse.FuseMount;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The folder that a guest is mounted at, and what speaks against it. */
final class Mountpoint {

  private Mountpoint() {}

  /**
   * The real path of the folder, which is there, empty and free.
   *
   * @param images files that must stay reachable while the mount stands
   * @param nonEmpty whether it may hold files
   */
  static Path check(Path typed, List<Path> images, boolean nonEmpty)
      throws IOException, CommandException {
    removeDeadMount(typed);
    Path real = directory(typed);
    for (ActiveMount mount : FuseMount.list()) {
      if (mount.mountpoint().equals(real)) {
        throw refused(
            typed,
            "already shows " + mount.source() + ": unmount it first, or choose another folder");
      }
      if (mount.source().startsWith("/") && real(Path.of(mount.source())).startsWith(real)) {
        throw refused(
            typed,
            "holds the image "
                + mount.source()
                + ", which is mounted at "
                + mount.mountpoint()
                + " and which a mount there would hide");
      }
    }
    for (Path image : images) {
      if (real(image).startsWith(real)) {
        throw refused(typed, "holds the image " + image + ", which a mount there would hide");
      }
    }
    if (!nonEmpty && holdsFiles(typed, real)) {
      throw refused(typed, "is not empty: choose an empty folder, or add -o nonempty");
    }
    return real;
  }

  private static Path directory(Path typed) throws CommandException {
    try {
      Path real = typed.toRealPath();
      if (!Files.isDirectory(real)) {
        throw refused(typed, "is not a folder");
      }
      return real;
    } catch (NoSuchFileException e) {
      throw refused(typed, "does not exist: make it with mkdir");
    } catch (IOException e) {
      throw refused(typed, "cannot be used: " + reason(e));
    }
  }

  private static boolean holdsFiles(Path typed, Path real) throws CommandException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(real)) {
      return files.iterator().hasNext();
    } catch (IOException e) {
      throw refused(typed, "cannot be read: " + reason(e));
    }
  }

  /** A daemon that was killed leaves a mount behind that answers nothing: it is taken away. */
  private static void removeDeadMount(Path typed) throws IOException, CommandException {
    try {
      Files.readAttributes(typed, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    } catch (AccessDeniedException e) {
      refuseMountOfOther(typed); // it may well be alive
    } catch (IOException e) {
      Path place = real(typed);
      for (ActiveMount mount : FuseMount.list()) {
        if (mount.mountpoint().equals(place)) {
          FuseMount.unmount(place, true, false);
          return;
        }
      }
    }
  }

  /** Not even root can look at another user's mount, if that user has not allowed it. */
  private static void refuseMountOfOther(Path typed) throws IOException, CommandException {
    Path place = real(typed);
    for (ActiveMount mount : FuseMount.list()) {
      if (mount.mountpoint().equals(place)) {
        throw refused(
            typed, "already shows " + mount.source() + " to another user: choose another folder");
      }
    }
  }

  /** The real path of a folder, also of one that a dead mount keeps from being looked at. */
  static Path real(Path absolute) {
    try {
      return absolute.toRealPath();
    } catch (IOException e) {
      Path parent = absolute.getParent();
      Path name = absolute.getFileName();
      if (parent == null || name == null) {
        return absolute;
      }
      try {
        return parent.toRealPath().resolve(name);
      } catch (IOException unreal) {
        return absolute;
      }
    }
  }

  private static CommandException refused(Path typed, String problem) {
    return new CommandException(
        ExitCode.MOUNTPOINT, "the mountpoint " + typed + " " + problem + ".");
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException known && known.getReason() != null
        ? known.getReason()
        : Failure.of(e).sentence();
  }
}
