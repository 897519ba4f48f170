package io.coldmount.diskset;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens host files read-only. The daemon supplies one that opens with {@code O_NOATIME} where it
 * may and that knows the holes of sparse files; {@link #portable()} needs nothing but Java.
 */
@FunctionalInterface
public interface HostFiles {

  /**
   * Opens {@code file} for reading.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if it cannot be read, or is neither a regular file nor a block device: a
   *     FIFO or a directory is refused without being waited for
   */
  HostFile open(Path file) throws IOException;

  /** Files through {@link java.nio.channels.FileChannel}. */
  static HostFiles portable() {
    return ChannelFile::open;
  }
}
