package io.coldmount.diskset.vmdk;

import io.coldmount.diskset.chain.FileOrigin;
import io.coldmount.diskset.chain.RunList;

/**
 * An extent whose file holds the guest's bytes as they are: FLAT, VMFS, a device.
 *
 * @param offset where the extent begins in the file
 */
record FlatExtent(FileOrigin origin, long offset) implements DiskExtent {

  @Override
  public void map(long from, long to, RunList into) {
    into.stored(to - from, origin, offset + from);
  }
}
