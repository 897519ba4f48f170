package io.coldmount.mountd.fuse;

import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;

/**
 * What {@code st_blocks} of a large file should say. Tools look for holes only in a file that has
 * fewer blocks than its size; a file that is whole in the guest can lie in a disk whose own holes
 * are stored nowhere. The guest's count stays wherever there are no such holes.
 */
final class StoredBlocks {

  /** Smaller files are not looked at: stat(2) of them stays cheap. */
  private static final long LEAST = 1 << 20;

  /** A usual grain of a VMDK. Shorter holes are the file system's own: parts of its clusters. */
  private static final int LEAST_HOLE = 64 * 1024;

  /** Runs that are looked at; what comes behind them counts as data. */
  private static final int MAX_RUNS = 4096;

  private StoredBlocks() {}

  /** The attributes of {@code node} as they are shown. */
  static Attributes seen(Node node, Attributes a) {
    if (a.type() != FileType.REGULAR || a.size() < LEAST || a.allocated() < a.size()) {
      return a;
    }
    try {
      long holes = holes(node, a.size());
      return holes == 0 ? a : a.withAllocated(Math.max(0, a.allocated() - holes));
    } catch (IOException | RuntimeException e) {
      return a; // who reads the file is told
    }
  }

  private static long holes(Node node, long size) throws IOException {
    long holes = 0;
    long at = 0;
    for (int i = 0; i < MAX_RUNS && at < size; i++) {
      Extent run = node.allocation(at, size - at);
      if (run.isHole() && run.length() >= LEAST_HOLE) {
        holes += run.length();
      }
      at = run.end();
    }
    return holes;
  }
}
