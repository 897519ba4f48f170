package io.coldmount.diskset.chain;

import java.io.IOException;

/** One link of a chain: it says which parts of the disk it holds, and where. Thread-safe. */
public interface Layer {

  /** The size of the disk at this link, in bytes. */
  long size();

  /**
   * The smallest unit this layer maps by itself, in bytes: it bounds how many runs a stretch of the
   * disk can have. {@link Long#MAX_VALUE} if the number of runs does not grow with the disk.
   */
  long grain();

  /**
   * Appends the runs of {@code [from, to)}, which lies inside the layer, without a gap.
   *
   * @throws IOException if the host cannot read; damage of the image becomes {@link RunList#broken
   *     broken runs}
   */
  void map(long from, long to, RunList into) throws IOException;
}
