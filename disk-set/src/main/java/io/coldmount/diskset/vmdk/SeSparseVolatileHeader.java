package io.coldmount.diskset.vmdk;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;

/**
 * Volatile header of a space-efficient sparse extent: whether its journal must be replayed. Layout:
 * VMDKSESparseVolatileHeader of QEMU's {@code block/vmdk.c}.
 */
record SeSparseVolatileHeader() {

  static final int SIZE = 512;
  private static final long MAGIC = 0xCAFE_CAFEL;

  static SeSparseVolatileHeader parse(ByteView b) throws ImageException {
    long magic = b.u64le(0);
    b.require(magic == MAGIC, "seSparse volatile header magic", 0, magic);
    if (b.u64le(24) != 0) {
      throw new UnsupportedException(
          b.source(),
          "a seSparse extent whose journal must be replayed (it was not closed cleanly)");
    }
    return new SeSparseVolatileHeader();
  }
}
