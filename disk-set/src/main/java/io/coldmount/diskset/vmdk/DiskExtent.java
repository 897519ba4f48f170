package io.coldmount.diskset.vmdk;

import io.coldmount.diskset.chain.RunList;
import java.io.IOException;

/** An open extent of a link. Positions are relative to the extent. Thread-safe. */
interface DiskExtent {

  /** The unit in which the extent is mapped, in bytes; {@link Long#MAX_VALUE} if it is one run. */
  default long grain() {
    return Long.MAX_VALUE;
  }

  /** Appends the runs of {@code [from, to)}, which lies inside the extent. */
  void map(long from, long to, RunList into) throws IOException;
}
