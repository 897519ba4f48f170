package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.host.PathBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/**
 * Mounts as root for another user. That user can rename and replace folders at any time, so no step
 * goes by a path that could have become another: the mount is made apart from the folder tree and
 * moved to a descriptor (fsopen(2), fsmount(2), move_mount(2), all since Linux 5.2), is known by
 * its device number from then on, and is ended below a descriptor of the folder that holds it. A
 * folder that is mounted on can itself not be renamed.
 */
final class FolderMounter implements Mounter {

  private static final MountCalls CALLS = LibraryLoader.create(MountCalls.class).load("c");
  private static final Runtime RUNTIME = Runtime.getRuntime(CALLS);

  /** System call numbers, the same on every architecture. */
  private static final int SYS_MOVE_MOUNT = 429;

  private static final int SYS_FSOPEN = 430;
  private static final int SYS_FSCONFIG = 431;
  private static final int SYS_FSMOUNT = 432;

  private static final int FSOPEN_CLOEXEC = 1;
  private static final int FSMOUNT_CLOEXEC = 1;
  private static final int FSCONFIG_SET_FLAG = 0;
  private static final int FSCONFIG_SET_STRING = 1;
  private static final int FSCONFIG_CMD_CREATE = 6;
  private static final int MOUNT_ATTR_RDONLY = 1;
  private static final int MOUNT_ATTR_NOSUID = 2;
  private static final int MOUNT_ATTR_NODEV = 4;
  private static final int MOUNT_ATTR_NOEXEC = 8;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 0x04;
  private static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_NO_AUTOMOUNT = 0x800;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_STATX_DONT_SYNC = 0x4000;
  private static final int O_PATH = 010000000;
  private static final int MNT_FORCE = 1;
  private static final int MNT_DETACH = 2;
  private static final int UMOUNT_NOFOLLOW = 8;
  private static final byte[] EMPTY = new byte[1];

  private final OpenFolder folder;
  private String device;

  FolderMounter(OpenFolder folder) {
    this(folder, "");
  }

  /**
   * One of a mount that is there.
   *
   * @param device its number
   */
  FolderMounter(OpenFolder folder, String device) {
    this.folder = folder;
    this.device = device;
  }

  /** Who opened the folder has looked at it, with the user's rights; root's would tell too much. */
  @Override
  public Path target(Path mountpoint, MountOptions options) {
    return folder.path();
  }

  @Override
  public int mount(Path mountpoint, MountOptions options) throws IOException {
    int fuse = FuseDevice.open();
    if (fuse < 0) {
      throw new IOException("/dev/fuse cannot be opened: " + Linux.message(-fuse));
    }
    int context = -1;
    int mount = -1;
    boolean mounted = false;
    try {
      byte[] type = PathBytes.of("fuse");
      context = (int) checked(result(CALLS.syscall(SYS_FSOPEN, type, FSOPEN_CLOEXEC, 0)), "fsopen");
      configure(context, fuse, options);
      int attributes =
          MOUNT_ATTR_RDONLY
              | MOUNT_ATTR_NOSUID
              | MOUNT_ATTR_NODEV
              | (options.noexec() ? MOUNT_ATTR_NOEXEC : 0);
      mount =
          (int)
              checked(
                  result(CALLS.syscall(SYS_FSMOUNT, context, FSMOUNT_CLOEXEC, attributes)),
                  "fsmount");
      device = deviceAt(mount, EMPTY, AT_EMPTY_PATH);
      move(mount);
      mounted = true;
      return fuse;
    } finally {
      FuseDevice.close(context);
      FuseDevice.close(mount);
      if (!mounted) {
        FuseDevice.close(fuse);
      }
    }
  }

  private void configure(int context, int fuse, MountOptions options) throws IOException {
    text(context, "source", options.fsname());
    text(context, "subtype", "coldmount");
    text(context, "fd", Integer.toString(fuse));
    text(context, "rootmode", "40000");
    text(context, "user_id", Long.toString(folder.userId()));
    text(context, "group_id", Long.toString(folder.groupId()));
    flag(context, "ro");
    if (options.allowOther()) {
      flag(context, "allow_other");
    }
    if (options.defaultPermissions()) {
      flag(context, "default_permissions");
    }
    configure(context, FSCONFIG_CMD_CREATE, null, null, "making the file system");
  }

  private static void text(int context, String key, String value) throws IOException {
    byte[] bytes = PathBytes.of(value);
    configure(context, FSCONFIG_SET_STRING, PathBytes.of(key), bytes, "the mount option " + key);
  }

  private static void flag(int context, String key) throws IOException {
    configure(context, FSCONFIG_SET_FLAG, PathBytes.of(key), null, "the mount option " + key);
  }

  private static void configure(
      int context, int command, byte @Nullable [] key, byte @Nullable [] value, String doing)
      throws IOException {
    checked(result(CALLS.syscall(SYS_FSCONFIG, context, command, key, value, 0)), doing);
  }

  private void move(int mount) throws IOException {
    int flags = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;
    long error =
        result(CALLS.syscall(SYS_MOVE_MOUNT, mount, EMPTY, folder.descriptor(), EMPTY, flags));
    checked(error, "mounting at " + folder.path());
  }

  @Override
  public Optional<ActiveMount> made(Path target) throws IOException {
    return device.isEmpty() ? Optional.empty() : now();
  }

  private Optional<ActiveMount> now() throws IOException {
    return MountTable.now().find(new ActiveMount(folder.path(), "", "", device));
  }

  @Override
  public void unmount(ActiveMount mount, Way way) throws IOException {
    Optional<ActiveMount> there = device.isEmpty() ? Optional.empty() : now();
    if (there.isEmpty()) {
      return;
    }
    if (way == Way.FORCED) {
      Mounter.abort(there.get());
    }
    end(there.get(), way);
  }

  /**
   * Ends {@code mount} of any process where its path still leads to it.
   *
   * @throws IOException if it does not
   */
  static void end(ActiveMount mount, Way way) throws IOException {
    Path parent = mount.mountpoint().getParent();
    Path name = mount.mountpoint().getFileName();
    if (parent == null || name == null) {
      throw new IOException(mount.mountpoint() + ": unmounting failed: it is the root");
    }
    int holder = Linux.open(PathBytes.of(parent), O_PATH | Linux.O_CLOEXEC);
    checked(holder, mount.mountpoint() + ": unmounting");
    try {
      int look = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
      if (!deviceAt(holder, PathBytes.of(name), look).equals(mount.device())) {
        throw new IOException(mount.mountpoint() + ": unmounting failed: the path has changed");
      }
      int flags =
          switch (way) {
            case POLITE -> UMOUNT_NOFOLLOW;
            case LAZY -> UMOUNT_NOFOLLOW | MNT_DETACH;
            case FORCED -> UMOUNT_NOFOLLOW | MNT_DETACH | MNT_FORCE;
          };
      int error = Linux.umount2(PathBytes.of("/proc/self/fd/" + holder + "/" + name), flags);
      if (error == -Errno.EBUSY) {
        throw Mounter.busy(mount.mountpoint());
      }
      checked(error, mount.mountpoint() + ": unmounting");
    } finally {
      Linux.close(holder);
    }
  }

  /** The device number of the file system there. Asked for nothing else, FUSE asks nobody. */
  private static String deviceAt(int directory, byte[] path, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statx = arena.allocate(256, Long.BYTES);
      int how = flags | AT_STATX_DONT_SYNC;
      checked(result(CALLS.statx(directory, path, how, 0, statx.address())), "looking at a mount");
      int stxDevMajor = statx.get(ValueLayout.JAVA_INT, 0x88);
      int stxDevMinor = statx.get(ValueLayout.JAVA_INT, 0x8C);
      return stxDevMajor + ":" + stxDevMinor;
    }
  }

  private static long result(long returned) {
    return returned == -1 ? -LastError.getLastError(RUNTIME) : returned;
  }

  private static long checked(long result, String doing) throws IOException {
    if (result < 0) {
      throw new IOException(doing + " failed: " + Linux.message((int) -result));
    }
    return result;
  }
}
