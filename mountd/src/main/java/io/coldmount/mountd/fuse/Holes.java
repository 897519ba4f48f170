package io.coldmount.mountd.fuse;

import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;

/** Answers for lseek(2) with {@code SEEK_DATA} and {@code SEEK_HOLE}. */
final class Holes {

  /** Runs that one answer steps over. */
  private static final int MAX_RUNS = 4096;

  private Holes() {}

  /**
   * The next data or hole. Steps over a bounded number of runs; then it answers what is always
   * allowed: that data begins here, or that no hole comes before the end.
   */
  static long seek(Request.Seek request, MountTree tree) throws IOException {
    Node node = tree.node(request.node());
    Attributes attributes = node.attributes();
    RefusedException.require(attributes.type() == FileType.REGULAR, Errno.EINVAL);
    boolean data = request.whence() == Linux.SEEK_DATA;
    RefusedException.require(data || request.whence() == Linux.SEEK_HOLE, Errno.EINVAL);
    long size = attributes.size();
    long at = request.offset();
    RefusedException.require(at >= 0 && at < size, Errno.ENXIO);
    for (int i = 0; i < MAX_RUNS; i++) {
      Extent run = node.extent(at, size - at);
      if (run.isHole() != data) {
        return at;
      }
      at = run.end();
      if (at >= size) {
        RefusedException.require(!data, Errno.ENXIO);
        return size;
      }
    }
    return data ? at : size;
  }
}
