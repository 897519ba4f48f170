package io.coldmount.mountd.daemon;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where a daemon's socket and its files are.
 *
 * @param folder that holds them
 * @param system whether it is the one of the whole system
 */
public record ControlPlace(Path folder, boolean system) {

  /** The one of the system; {@code $COLDMOUNT_RUNTIME_DIR} puts it elsewhere. */
  public static ControlPlace ofSystem() {
    String elsewhere = System.getenv("COLDMOUNT_RUNTIME_DIR");
    boolean usual = elsewhere == null || !elsewhere.startsWith("/");
    return new ControlPlace(Path.of(usual ? "/run/coldmount" : elsewhere), true);
  }

  /**
   * The one of the user who runs this, in {@code $XDG_RUNTIME_DIR}; empty where that is not set, or
   * is not the user's own.
   */
  public static Optional<ControlPlace> ofUser() {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    if (runtime == null || !runtime.startsWith("/")) {
      return Optional.empty();
    }
    try {
      Path folder = Path.of(runtime);
      boolean own = Files.getOwner(folder).equals(Files.getOwner(Path.of("/proc/self")));
      boolean open = ((Integer) Files.getAttribute(folder, "unix:mode") & 022) != 0;
      return own && !open
          ? Optional.of(new ControlPlace(folder.resolve("coldmount"), false))
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** What clients connect to. */
  public Path socket() {
    return folder.resolve("control.sock");
  }

  Path lock() {
    return folder.resolve("control.lock");
  }

  /** Of the process that holds descriptors of mounts. */
  Path holder() {
    return folder.resolve("holder.sock");
  }

  Path state() {
    return folder.resolve("mounts.json");
  }

  /** Makes the folder if it is not there: for the user alone, or to be entered by all. */
  void make() throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    var mode = PosixFilePermissions.fromString(system ? "rwxr-xr-x" : "rwx------");
    Files.createDirectories(folder.getParent());
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(mode));
      Files.setPosixFilePermissions(folder, mode); // whatever the umask is
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      // Another process has made it just now.
    }
  }
}
