package io.coldmount.mntapi;

import io.coldmount.block.ImageCache;
import io.coldmount.diskset.DiskSet;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One disk that is open ({@code VixDiskLibHandle}). */
public final class DiskHandle implements Closeable {

  /** Only the disk's own tables are read through the handle. */
  private static final long CACHE_BYTES = 1 << 20;

  private final Connection connection;
  private final Path file;
  private final DiskSet disk;
  private boolean closed;

  private DiskHandle(Connection connection, Path file, DiskSet disk) {
    this.connection = connection;
    this.file = file;
    this.disk = disk;
  }

  static DiskHandle open(Connection connection, Path file) throws MntException {
    try {
      ImageCache cache = ImageCache.ofBytes(CACHE_BYTES);
      return new DiskHandle(
          connection, file, DiskSet.open(List.of(file), connection.options(cache)));
    } catch (IOException e) {
      throw Faults.ofDisk(e);
    }
  }

  Connection connection() {
    return connection;
  }

  /** The file, while the handle is open. */
  synchronized Path file() throws MntException {
    if (closed) {
      throw new MntException(MntError.INVALID_HANDLE, "The handle of " + file + " is closed.");
    }
    return file;
  }

  /** {@code VixDiskLib_Close}. Sets that were made of it stay open. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      disk.close();
    }
  }
}
