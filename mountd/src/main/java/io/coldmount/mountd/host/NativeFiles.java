package io.coldmount.mountd.host;

import io.coldmount.diskset.HostFile;
import io.coldmount.diskset.HostFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Host files through the system's own calls: opened with {@code O_NOATIME} where that is allowed,
 * read with pread(2) straight into direct buffers, with the holes that lseek(2) knows of.
 */
public final class NativeFiles implements HostFiles {

  @Override
  public HostFile open(Path file) throws IOException {
    byte[] path = PathBytes.of(file);
    check(file, FileStatus.ofPath(path)); // before the open, which can move a tape
    int fd = openReadOnly(path);
    if (fd < 0) {
      throw failure(file, fd);
    }
    return adopt(file, fd);
  }

  /** The file that {@code fd}, open for reading, names; the descriptor is closed with it. */
  public static HostFile adopt(Path file, int fd) throws IOException {
    try {
      FileStatus status = FileStatus.ofDescriptor(fd);
      check(file, status); // it may be another file by now
      long size =
          status.type() == FileStatus.REGULAR ? status.size() : Linux.lseek(fd, 0, Linux.SEEK_END);
      if (size < 0) {
        throw failure(file, (int) size);
      }
      return new NativeFile(file, fd, size);
    } catch (IOException | RuntimeException e) {
      Linux.close(fd);
      throw e;
    }
  }

  /** {@code O_NONBLOCK} only keeps the open itself from waiting. */
  private static int openReadOnly(byte[] path) {
    int flags = Linux.O_RDONLY | Linux.O_CLOEXEC | Linux.O_NONBLOCK;
    int fd = Linux.open(path, flags | Linux.O_NOATIME);
    return fd == -Errno.EPERM ? Linux.open(path, flags) : fd;
  }

  /** Refuses what {@code fd} names if no disk can be in it. */
  public static void check(Path file, int fd) throws IOException {
    check(file, FileStatus.ofDescriptor(fd));
  }

  private static void check(Path file, FileStatus status) throws IOException {
    if (status.type() < 0) {
      throw failure(file, status.type());
    }
    if (!status.refusal().isEmpty()) {
      throw new FileSystemException(file.toString(), null, status.refusal());
    }
  }

  /** The exception that tells of {@code error}, an error number below 0, at {@code file}. */
  public static IOException failure(Path file, int error) {
    return switch (-error) {
      case Errno.ENOENT -> new NoSuchFileException(file.toString());
      case Errno.EACCES -> new AccessDeniedException(file.toString());
      default -> new FileSystemException(file.toString(), null, Linux.message(-error));
    };
  }
}
