package io.coldmount.mountd.daemon;

import io.coldmount.mountd.fuse.OpenFolder;
import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A folder that a caller wants to mount on, opened with his rights: it is his own, and lies on a
 * file system of files. (Everybody owns folders in {@code /proc} and {@code /sys/fs/cgroup}; what
 * is mounted there would be met by programs of root.) From here on it is its descriptor.
 */
record OwnFolder(OpenFolder folder) implements Closeable {

  /** The magic numbers of statfs(2), and of magic.h of the kernel. */
  private static final Set<Long> FILE_SYSTEMS =
      Set.of(
          0xEF53L, // ext2, ext3, ext4
          0x58465342L, // XFS
          0x9123683EL, // Btrfs
          0x01021994L, // tmpfs
          0x794C7630L, // overlayfs
          0xF2F52010L, // F2FS
          0x2FC12FC1L, // ZFS
          0xCA451A4EL, // bcachefs
          0x6969L, // NFS
          0xFF534D42L, // CIFS
          0xFE534D42L, // SMB 2
          0x5346544EL, // NTFS
          0x2011BAB0L, // exFAT
          0x4D44L, // FAT
          0xF15FL); // eCryptfs

  /** Opens the folder at {@code path} for the caller of {@code rights}. */
  static OwnFolder open(Path path, Rights rights) throws IOException {
    return rights.call(() -> openHere(path, rights.caller()));
  }

  private static OwnFolder openHere(Path path, Caller caller) throws IOException {
    int fd = Kernel.open(path, Kernel.O_PATH | Kernel.O_DIRECTORY | Linux.O_CLOEXEC);
    if (fd < 0) {
      throw new ApiException(
          ProblemCode.MOUNTPOINT, "the mountpoint " + path + " " + reason(fd) + ".");
    }
    boolean fit = false;
    try {
      if (!caller.isRoot() && Kernel.ownerOf(fd) != caller.uid()) {
        throw new ApiException(
            ProblemCode.MOUNTPOINT, "the mountpoint " + path + " belongs to another user.");
      }
      if (!caller.isRoot() && !FILE_SYSTEMS.contains(Kernel.fileSystemOf(fd))) {
        throw new ApiException(
            ProblemCode.MOUNTPOINT,
            "the mountpoint " + path + " lies on a file system that users may not mount on.");
      }
      OwnFolder opened =
          new OwnFolder(new OpenFolder(fd, Kernel.pathOf(fd), caller.uid(), caller.gid()));
      fit = true;
      return opened;
    } finally {
      if (!fit) {
        Linux.close(fd);
      }
    }
  }

  private static String reason(int error) {
    return switch (-error) {
      case Errno.ENOENT -> "does not exist: make it with mkdir";
      case Errno.ENOTDIR -> "is not a folder";
      case Errno.ENOTCONN -> "shows a mount whose process has died: unmount it first";
      default -> "cannot be used: " + Linux.message(-error);
    };
  }

  @Override
  public void close() {
    Linux.close(folder.descriptor());
  }
}
