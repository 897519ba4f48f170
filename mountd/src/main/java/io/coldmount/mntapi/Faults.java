package io.coldmount.mntapi;

import io.coldmount.block.ImageException;
import io.coldmount.diskset.ParentException;
import io.coldmount.mountd.fuse.MountBusyException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Which error of VMware's what went wrong is. */
final class Faults {

  private static final Path DEVICE = Path.of("/dev/fuse");

  private Faults() {}

  /** Of opening a disk. */
  static MntException ofDisk(IOException e) {
    MntError error =
        switch (e) {
          case NoSuchFileException missing -> MntError.DISK_NOT_FOUND;
          case AccessDeniedException denied -> MntError.PERM;
          case ImageException image -> MntError.DISK_CANT_OPEN;
          case ParentException parent -> MntError.DISK_CANT_OPEN;
          case java.nio.file.FileSystemException file -> MntError.DISK_CANT_OPEN;
          default -> MntError.OS_ERROR;
        };
    return of(error, e);
  }

  /** Of mounting. */
  static MntException ofMount(IOException e) {
    MntError error =
        switch (e) {
          case NoSuchFileException missing -> MntError.MOUNTPT_NOT_FOUND;
          case NotDirectoryException file -> MntError.MOUNTPT_NOT_FOUND;
          case DirectoryNotEmptyException full -> MntError.MOUNTPT_IN_USE;
          case FileAlreadyExistsException there -> MntError.MOUNTPT_IN_USE;
          case AccessDeniedException denied -> MntError.PERM;
          default -> ofFuse(DEVICE);
        };
    return of(error, e);
  }

  /** What keeps FUSE from working, given its device. */
  static MntError ofFuse(Path device) {
    if (!Files.exists(device)) {
      return MntError.NO_DRIVER;
    }
    boolean open = Files.isReadable(device) && Files.isWritable(device);
    return open ? MntError.OS_ERROR : MntError.PERM;
  }

  /** Of unmounting. */
  static MntException ofUnmount(IOException e) {
    if (e instanceof MountBusyException) {
      return of(MntError.UMOUNT, e);
    }
    // A user needs fusermount3 for it; that a program cannot be started comes with a cause.
    boolean noProgram = e.getCause() instanceof IOException;
    return of(noProgram ? MntError.UMOUNT_APP_NOT_FOUND : MntError.UMOUNT, e);
  }

  static MntException of(MntError error, IOException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new MntException(error, message, e);
  }
}
