package io.coldmount.diskset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A host file or device, open read-only. Safe for many threads at once; a thread's interrupt does
 * not close it.
 */
public interface HostFile extends Closeable {

  Path path();

  /** The size in bytes; for a block device, of the device. */
  long size();

  /**
   * Reads up to {@code target.remaining()} bytes at {@code position}, as pread(2) does.
   *
   * @return the number of bytes read, or -1 at the end of the file
   */
  int read(long position, ByteBuffer target) throws IOException;

  /**
   * The length of the run at {@code position}, positive for data and negative for a hole of the
   * host file system; 0 at the end of the file. A host that cannot tell says that all is data.
   */
  default long run(long position) throws IOException {
    return Math.max(0, size() - position);
  }
}
