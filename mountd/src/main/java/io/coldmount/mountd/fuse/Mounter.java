package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How mounts come and go. */
sealed interface Mounter permits RootMounter, Fusermount, FolderMounter {

  /** How hard a mount is ended. */
  enum Way {
    /** Fails if the mount is in use. */
    POLITE,
    /** Out of the folder tree now; open files stay usable. */
    LAZY,
    /** Out of the folder tree now; every open file fails. */
    FORCED
  }

  /** The one that works for this user. */
  static Mounter forThisUser() {
    return Linux.geteuid() == 0 ? new RootMounter() : new Fusermount();
  }

  /** The one for a mount; only the helper program outlives this process to unmount. */
  static Mounter forThisUser(MountOptions options) {
    return options.autoUnmount() ? new Fusermount() : forThisUser();
  }

  /** Where a mount at {@code mountpoint} will stand, if it can. */
  default Path target(Path mountpoint, MountOptions options) throws IOException {
    return Mountpoint.check(mountpoint, options);
  }

  /** Mounts at {@code mountpoint}; the answer is the device's descriptor, before INIT. */
  int mount(Path mountpoint, MountOptions options) throws IOException;

  /** The mount that {@link #mount} has just made at {@code target}, if it is still there. */
  default Optional<ActiveMount> made(Path target) throws IOException {
    return MountTable.now().at(target);
  }

  /**
   * Ends a mount.
   *
   * @throws MountBusyException if it is in use and the way is polite
   */
  void unmount(ActiveMount mount, Way way) throws IOException;

  /** The mount has ended, by whatever way. */
  default void ended() {}

  /**
   * Ends the connection between the kernel and the process that serves the mount, which may hang or
   * be dead. Where that is not possible the mount is still taken out of the folder tree.
   */
  static void abort(ActiveMount mount) {
    String connection = mount.device().substring(mount.device().indexOf(':') + 1);
    Path file = Path.of("/sys/fs/fuse/connections", connection, "abort");
    try {
      Files.write(file, new byte[] {'1'});
    } catch (IOException e) {
      // The control file system may not be mounted; root has MNT_FORCE besides.
    }
  }

  static MountBusyException busy(Path mountpoint) {
    return new MountBusyException(mountpoint + " is in use" + MountUsers.of(mountpoint).sentence());
  }
}
