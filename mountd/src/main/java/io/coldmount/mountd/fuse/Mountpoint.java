package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Where a mount stands. */
final class Mountpoint {

  private Mountpoint() {}

  /**
   * Where {@code mountpoint} really is, if something can be mounted there.
   *
   * @throws IOException with the reason why not
   */
  static Path check(Path mountpoint, MountOptions options) throws IOException {
    Path target = resolve(mountpoint);
    if (MountTable.now().at(target).isPresent()) {
      throw new FileSystemException(
          mountpoint.toString(),
          null,
          "is already a mount of Coldmount (coldmount unmount ends it)");
    }
    if (!Files.exists(target)) {
      throw new NoSuchFileException(mountpoint.toString());
    }
    if (!Files.isDirectory(target)) {
      throw new NotDirectoryException(mountpoint.toString());
    }
    if (!options.nonEmpty() && !isEmpty(target)) {
      throw new DirectoryNotEmptyException(mountpoint.toString());
    }
    return target;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    }
  }

  /** The path as the mount table has it. The last part may be a mount whose process has died. */
  static Path resolve(Path mountpoint) throws IOException {
    Path absolute = mountpoint.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException e) {
      Path parent = absolute.getParent();
      return parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName());
    }
  }
}
