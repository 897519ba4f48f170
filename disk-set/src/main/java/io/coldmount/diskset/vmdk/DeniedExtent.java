package io.coldmount.diskset.vmdk;

import io.coldmount.diskset.chain.BrokenOrigin;
import io.coldmount.diskset.chain.RunList;

/** An extent that the descriptor marks as not accessible: its bytes are not part of the disk. */
record DeniedExtent(BrokenOrigin origin) implements DiskExtent {

  @Override
  public void map(long from, long to, RunList into) {
    into.stored(to - from, origin, 0);
  }
}
