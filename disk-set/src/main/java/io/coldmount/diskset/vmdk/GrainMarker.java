package io.coldmount.diskset.vmdk;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * What stands before the bytes of a compressed grain. Layout: "Virtual Disk Format 5.0", Grain
 * Marker.
 *
 * @param lba the sector of the disk that the grain begins with
 * @param size the number of compressed bytes that follow
 */
record GrainMarker(long lba, int size) {

  static final int SIZE = 12;

  /**
   * @param limit how many compressed bytes a grain may have
   */
  static GrainMarker parse(ByteView b, int limit) throws CorruptException {
    long lba = b.u64le(0);
    long size = b.u32le(8);
    b.require(size > 0 && size <= limit, "size of a compressed grain", 8, size);
    return new GrainMarker(lba, (int) size);
  }
}
