package io.coldmount.diskset.vmdk;

import io.coldmount.diskset.chain.RunList;

/** An extent of zeros that no file holds. */
record ZeroExtent() implements DiskExtent {

  @Override
  public void map(long from, long to, RunList into) {
    into.zeros(to - from);
  }
}
