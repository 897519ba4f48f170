package io.coldmount.diskset.vmdk;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;

/**
 * Constant header of a space-efficient sparse extent. VMware has not published the format; layout:
 * VMDKSESparseConstHeader of QEMU's {@code block/vmdk.c}, and as strict as that. Offsets and sizes
 * are in sectors.
 */
record SeSparseHeader(
    long capacity,
    long grainSize,
    long tableSize,
    long volatileHeaderOffset,
    long directoryOffset,
    long directorySize,
    long tablesOffset,
    long tablesSize,
    long grainsOffset,
    long grainsSize) {

  static final int SIZE = 512;
  static final long MAGIC = 0xCAFE_BABEL;
  private static final long VERSION = 0x2_0000_0001L;

  /** The header at the start of {@code file}. */
  static SeSparseHeader read(BlockSource file) throws IOException {
    return parse(SparseHeader.start(file, SIZE));
  }

  static SeSparseHeader parse(ByteView b) throws ImageException {
    long magic = b.u64le(0);
    b.require(magic == MAGIC, "seSparse magic", 0, magic);
    long version = b.u64le(8);
    if (version != VERSION) {
      throw new UnsupportedException(
          b.source(), "seSparse version %d.%d".formatted(version >>> 32, version & 0xFFFF_FFFFL));
    }
    long capacity = sectors(b, 16, "capacity");
    b.require(capacity > 0, "seSparse capacity", 16, capacity);
    long grainSize = b.u64le(24);
    if (grainSize != 8) {
      throw new UnsupportedException(
          b.source(), "a seSparse grain size of " + Long.toUnsignedString(grainSize) + " sectors");
    }
    long grainTableSize = b.u64le(32);
    if (grainTableSize != 64) {
      throw new UnsupportedException(
          b.source(),
          "a seSparse grain table size of " + Long.toUnsignedString(grainTableSize) + " sectors");
    }
    long flags = b.u64le(40);
    if (flags != 0) {
      throw new UnsupportedException(b.source(), "seSparse flags 0x" + Long.toHexString(flags));
    }
    for (int reserved = 48; reserved < 80; reserved += 8) {
      b.require(b.u64le(reserved) == 0, "seSparse reserved field", reserved, b.u64le(reserved));
    }
    long directorySize = sectors(b, 136, "grain_dir_size");
    long tables = Math.ceilDiv(capacity, grainSize * grainTableSize * 64);
    b.require(directorySize * 64 >= tables, "seSparse grain_dir_size", 136, directorySize);
    return new SeSparseHeader(
        capacity,
        grainSize,
        grainTableSize,
        sectors(b, 80, "volatile_header_offset"),
        sectors(b, 128, "grain_dir_offset"),
        directorySize,
        sectors(b, 144, "grain_tables_offset"),
        sectors(b, 152, "grain_tables_size"),
        sectors(b, 192, "grains_offset"),
        sectors(b, 200, "grains_size"));
  }

  private static long sectors(ByteView b, int offset, String field) throws ImageException {
    long value = b.u64le(offset);
    b.require(SparseHeader.sector(value), "seSparse " + field, offset, value);
    return value;
  }
}
