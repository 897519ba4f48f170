package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.host.PathBytes;
import java.io.IOException;
import java.nio.file.Path;

/** Mounts with mount(2) and umount2(2), as root may. */
final class RootMounter implements Mounter {

  private static final long MS_RDONLY = 1;
  private static final long MS_NOSUID = 2;
  private static final long MS_NODEV = 4;
  private static final long MS_NOEXEC = 8;

  private static final int MNT_FORCE = 1;
  private static final int MNT_DETACH = 2;
  private static final int UMOUNT_NOFOLLOW = 8;

  @Override
  public int mount(Path mountpoint, MountOptions options) throws IOException {
    int fd = FuseDevice.open();
    if (fd < 0) {
      throw new IOException(
          -fd == Errno.ENOENT || -fd == Errno.ENODEV
              ? "/dev/fuse is missing: the kernel's FUSE module is not loaded (type: modprobe fuse)"
              : "/dev/fuse cannot be opened: " + Linux.message(-fd));
    }
    int error =
        Linux.mount(
            PathBytes.of(options.fsname()),
            PathBytes.of(mountpoint),
            PathBytes.of(MountTable.TYPE),
            flags(options),
            PathBytes.of(data(fd, options)));
    if (error < 0) {
      Linux.close(fd);
      throw new IOException(
          -error == Errno.EPERM
              ? mountpoint + ": this process may not mount (CAP_SYS_ADMIN is missing)"
              : mountpoint + ": mounting failed: " + Linux.message(-error));
    }
    return fd;
  }

  @Override
  public void unmount(ActiveMount mount, Way way) throws IOException {
    Path mountpoint = mount.mountpoint();
    int flags =
        switch (way) {
          case POLITE -> UMOUNT_NOFOLLOW;
          case LAZY -> UMOUNT_NOFOLLOW | MNT_DETACH;
          case FORCED -> UMOUNT_NOFOLLOW | MNT_DETACH | MNT_FORCE;
        };
    if (way == Way.FORCED) {
      Mounter.abort(mount);
    }
    int error = -Linux.umount2(PathBytes.of(mountpoint), flags);
    if (error == Errno.EBUSY) {
      throw Mounter.busy(mountpoint);
    }
    if (error > 0) {
      throw new IOException(mountpoint + ": unmounting failed: " + Linux.message(error));
    }
  }

  private static long flags(MountOptions options) {
    return MS_RDONLY | MS_NOSUID | MS_NODEV | (options.noexec() ? MS_NOEXEC : 0);
  }

  private static String data(int fd, MountOptions options) {
    return "fd="
        + fd
        + ",rootmode=40000,user_id="
        + Linux.geteuid()
        + ",group_id="
        + Linux.getegid()
        + (options.allowOther() ? ",allow_other" : "")
        + (options.defaultPermissions() ? ",default_permissions" : "");
  }
}
