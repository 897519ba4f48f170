package io.coldmount.diskset.vmdk;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;

/**
 * Header of an ESX Server sparse extent. Layout: "Virtual Disk Format 1.1", COWDisk_Header. Offsets
 * and sizes are in sectors.
 */
record CowdHeader(long capacity, long grainSize, long directoryOffset, boolean unclean) {

  static final int SIZE = 2048;
  static final String MAGIC = "COWD";

  /** The number of entries of each grain table, which the header does not store. */
  static final int ENTRIES_PER_TABLE = 4096;

  /** 1 GiB, as QEMU. */
  private static final long MAX_GRAIN = 1 << 21;

  /** The header at the start of {@code file}. */
  static CowdHeader read(BlockSource file) throws IOException {
    return parse(SparseHeader.start(file, SIZE));
  }

  static CowdHeader parse(ByteView b) throws ImageException {
    b.require(b.matches(0, MAGIC), "COWD magicNumber", 0, b.u32le(0));
    long version = b.u32le(4);
    if (version != 1) {
      throw new UnsupportedException(b.source(), "COWD version " + version);
    }
    long numSectors = b.u32le(12);
    long grainSize = b.u32le(16);
    long gdOffset = b.u32le(20);
    long numGDEntries = b.u32le(24);
    b.require(numSectors > 0, "COWD numSectors", 12, numSectors);
    b.require(SparseHeader.powerOfTwo(grainSize, MAX_GRAIN), "COWD grainSize", 16, grainSize);
    b.require(gdOffset > 0, "COWD gdOffset", 20, gdOffset);
    long tables = Math.ceilDiv(numSectors, grainSize * ENTRIES_PER_TABLE);
    b.require(numGDEntries >= tables, "COWD numGDEntries", 24, numGDEntries);
    return new CowdHeader(numSectors, grainSize, gdOffset, b.u32le(1648) != 0);
  }
}
