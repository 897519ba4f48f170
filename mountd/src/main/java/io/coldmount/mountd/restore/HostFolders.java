package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes and opens the folders of the target. */
final class HostFolders {

  private final Session session;

  HostFolders(Session session) {
    this.session = session;
  }

  static int open(int directory, FileName name, String doing) throws HostException {
    int flags = Posix.O_DIRECTORY | Posix.O_NOFOLLOW | Posix.O_CLOEXEC;
    return Posix.check(Posix.CALLS.openat(directory, Posix.path(name), flags, 0), doing);
  }

  /** The folder {@code name} of {@code parent}: a new one, or the one that stands there. */
  HostDirectory enter(HostDirectory parent, FileName name, Workspace work) throws IOException {
    FileName free = name;
    for (int attempt = 1; ; attempt++) {
      if (make(parent, free)) {
        int descriptor = open(parent.descriptor(), free, "opening the new folder");
        if (!parent.fresh()) {
          parent.wrote(HostStatus.of(descriptor, work).inode());
        }
        return new HostDirectory(descriptor, parent, free, true);
      }
      HostStatus standing = HostStatus.of(parent.descriptor(), free, work);
      if (standing == null) {
        throw new RefusedException("the target lets nobody make a folder of that name");
      }
      if (parent.hasWritten(standing.inode())) {
        throw new RefusedException(
            "another entry of this copy has its name there, or one that the target takes for it (is it"
                + " case-insensitive?)");
      }
      if (standing.typeBits() == FileType.DIRECTORY.modeBits()) {
        return join(parent, free, standing, work);
      }
      if (session.options.existing() != RestoreOptions.Existing.RENAME || attempt > 1000) {
        throw new RefusedException(
            standing.typeBits() == FileType.SYMBOLIC_LINK.modeBits()
                ? "a symbolic link stands in the folder's place, and none is followed"
                : "something that is no folder stands in the folder's place");
      }
      free = Placement.numbered(name, ".restored", attempt);
    }
  }

  /** Nobody but this user gets in before the guest's owner and mode are set. */
  private static boolean make(HostDirectory parent, FileName name) throws HostException {
    if (Posix.CALLS.mkdirat(parent.descriptor(), Posix.path(name), 0700) == 0) {
      return true;
    }
    if (Posix.errno() == Posix.EEXIST) {
      return false;
    }
    throw Posix.failed("making the folder");
  }

  private HostDirectory join(
      HostDirectory parent, FileName name, HostStatus standing, Workspace work) throws IOException {
    int descriptor = open(parent.descriptor(), name, "opening the folder that stands there");
    HostStatus opened = HostStatus.of(descriptor, work);
    if (opened.inode() != standing.inode() || opened.device() != standing.device()) {
      Posix.CALLS.close(descriptor);
      throw new RefusedException("the folder that stands there is being replaced by somebody");
    }
    if (session.options.resume()) {
      clear(descriptor);
    }
    parent.wrote(opened.inode());
    return new HostDirectory(descriptor, parent, name, false);
  }

  /** Removes what an interrupted run has left. */
  static void clear(int descriptor) throws IOException {
    Path path = Path.of("/proc/self/fd/" + descriptor);
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            path, entry -> Placement.isTemporary(entry.getFileName().toString()))) {
      for (Path entry : entries) {
        Posix.CALLS.unlinkat(descriptor, Posix.path(entry.getFileName().toString()), 0);
      }
    }
  }
}
