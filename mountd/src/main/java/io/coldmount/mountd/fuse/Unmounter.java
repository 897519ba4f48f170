package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.host.PathBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ends mounts: with umount2(2) as root, with the fusermount3 program otherwise. */
final class Unmounter {

  private static final int MNT_FORCE = 1;
  private static final int MNT_DETACH = 2;
  private static final int UMOUNT_NOFOLLOW = 8;

  private Unmounter() {}

  /** How hard a mount is ended. */
  enum Way {
    /** Fails if the mount is in use. */
    POLITE,
    /** Out of the folder tree now; open files stay usable. */
    LAZY,
    /** Out of the folder tree now; every open file fails. */
    FORCED
  }

  static void unmount(ActiveMount mount, Way way) throws IOException {
    if (way == Way.FORCED) {
      abort(mount);
    }
    if (Linux.geteuid() == 0) {
      withSystemCall(mount.mountpoint(), way);
    } else {
      Fusermount.unmount(mount.mountpoint(), way != Way.POLITE);
    }
  }

  private static void withSystemCall(Path mountpoint, Way way) throws IOException {
    int flags =
        switch (way) {
          case POLITE -> UMOUNT_NOFOLLOW;
          case LAZY -> UMOUNT_NOFOLLOW | MNT_DETACH;
          case FORCED -> UMOUNT_NOFOLLOW | MNT_DETACH | MNT_FORCE;
        };
    int error = -Linux.umount2(PathBytes.of(mountpoint), flags);
    if (error == Errno.EBUSY) {
      throw busy(mountpoint);
    }
    if (error > 0) {
      throw new IOException(mountpoint + ": unmounting failed: " + Linux.message(error));
    }
  }

  /**
   * Ends the connection between the kernel and the process that serves the mount, which may hang or
   * be dead. Where that is not possible the mount is still taken out of the folder tree.
   */
  private static void abort(ActiveMount mount) {
    String connection = mount.device().substring(mount.device().indexOf(':') + 1);
    Path file = Path.of("/sys/fs/fuse/connections", connection, "abort");
    try {
      Files.write(file, new byte[] {'1'});
    } catch (IOException e) {
      // The control file system may not be mounted; root has MNT_FORCE besides.
    }
  }

  static MountBusyException busy(Path mountpoint) {
    return new MountBusyException(
        mountpoint
            + " is in use: a program has a file or a folder of it open, or works in it (fuser -vm "
            + mountpoint
            + " shows which)");
  }
}
