package io.coldmount.mountd.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The runs of data and holes of a sparse host file, asked of lseek(2) once each. A host that cannot
 * tell says that all is data.
 */
final class HostRuns {

  /** More runs than this are forgotten and asked for again. */
  private static final int REMEMBERED = 16 * 1024;

  private final Path path;
  private final int fd;
  private final long size;
  private final ConcurrentSkipListMap<Long, Run> known = new ConcurrentSkipListMap<>();

  /** How many runs are known, or a little fewer. */
  private final AtomicInteger count = new AtomicInteger();

  HostRuns(Path path, int fd, long size) {
    this.path = path;
    this.fd = fd;
    this.size = size;
  }

  private record Run(long end, boolean hole) {}

  /** See {@link io.coldmount.diskset.HostFile#run}. */
  long at(long position) throws IOException {
    if (position >= size) {
      return 0;
    }
    Map.Entry<Long, Run> entry = known.floorEntry(position);
    Run run = entry == null ? null : entry.getValue();
    if (run == null || run.end <= position) {
      run = ask(position);
      remember(position, run);
    }
    long length = run.end - position;
    return run.hole ? -length : length;
  }

  private Run ask(long position) throws IOException {
    long data = Linux.lseek(fd, position, Linux.SEEK_DATA);
    if (data == -Errno.ENXIO) {
      return new Run(size, true); // a hole to the end
    }
    if (data == -Errno.EINVAL || data == -Errno.EOPNOTSUPP) {
      return new Run(size, false); // the host file system knows no holes
    }
    long end = data == position ? Linux.lseek(fd, position, Linux.SEEK_HOLE) : data;
    if (data < 0 || end < 0) {
      throw new IOException(
          path
              + ": the host cannot tell the holes at offset "
              + position
              + ": "
              + Linux.message((int) -Math.min(data, end)));
    }
    boolean hole = data != position;
    // A file that changes while it is read can answer anything; a run has at least one byte.
    return end <= position ? new Run(size, false) : new Run(Math.min(end, size), hole);
  }

  private void remember(long position, Run run) {
    if (count.incrementAndGet() > REMEMBERED) {
      known.clear();
      count.set(1);
    }
    known.put(position, run);
  }
}
