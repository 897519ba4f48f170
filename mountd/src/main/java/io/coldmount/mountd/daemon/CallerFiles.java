package io.coldmount.mountd.daemon;

import io.coldmount.diskset.HostFile;
import io.coldmount.diskset.HostFiles;
import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.host.NativeFiles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Host files that a caller may read himself. What lies at the path is looked at before it is opened
 * for reading, by one descriptor, so that it cannot become something else in between; and the links
 * of {@code /proc} that lead to files of this process lead nowhere.
 */
record CallerFiles(Rights rights) implements HostFiles {

  @Override
  public HostFile open(Path file) throws IOException {
    return rights.call(() -> openHere(file));
  }

  private static HostFile openHere(Path file) throws IOException {
    int place = Kernel.open(file, Kernel.O_PATH | Linux.O_CLOEXEC);
    if (place == -Errno.ELOOP) {
      throw new FileSystemException(
          file.toString(), null, "has too many links, or leads to an open file of a process");
    }
    if (place < 0) {
      throw NativeFiles.failure(file, place);
    }
    try {
      NativeFiles.check(file, place);
      int fd = Kernel.reopen(place);
      if (fd < 0) {
        throw NativeFiles.failure(file, fd);
      }
      return NativeFiles.adopt(file, fd);
    } finally {
      Linux.close(place);
    }
  }
}
