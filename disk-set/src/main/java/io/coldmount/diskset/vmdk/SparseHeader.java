package io.coldmount.diskset.vmdk;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;

/**
 * Header of a hosted sparse extent. Layout: "Virtual Disk Format 5.0", SparseExtentHeader; version
 * 3 (changed block tracking) after VMware KB 2064959. Offsets and sizes are in sectors.
 */
record SparseHeader(
    int version,
    boolean zeroedGrains,
    boolean compressed,
    boolean unclean,
    long capacity,
    long grainSize,
    int entriesPerTable,
    long descriptorOffset,
    long descriptorSize,
    long directoryOffset,
    long redundantDirectoryOffset) {

  static final int SIZE = 512;
  static final String MAGIC = "KDMV";

  /** A {@link #directoryOffset} that says: the real header is in a footer. */
  static final long AT_END = -1;

  /** Sector numbers up to here give byte offsets that fit a long. */
  static final long MAX_SECTOR = Long.MAX_VALUE >>> 10;

  /** 1 GiB, as QEMU: nothing writes grains that large. */
  private static final long MAX_GRAIN = 1 << 21;

  /** 1 MiB: a compressed grain is inflated whole, in memory. */
  private static final long MAX_COMPRESSED_GRAIN = 1 << 11;

  /** The specification says 512. */
  private static final long MAX_ENTRIES = 1 << 16;

  private static final int NEWLINE_TEST = 1;
  private static final int REDUNDANT_DIRECTORY = 1 << 1;
  private static final int ZEROED_GRAINS = 1 << 2;
  private static final int COMPRESSED = 1 << 16;
  private static final int MARKERS = 1 << 17;

  /** The header at the start of {@code file}. */
  static SparseHeader read(BlockSource file) throws IOException {
    return parse(start(file, SIZE));
  }

  /** The first {@code size} bytes of a sparse extent. */
  static ByteView start(BlockSource file, int size) throws IOException {
    if (file.size() < size) {
      throw new CorruptException(
          file.name(),
          "it begins as a sparse extent, but has only %d of the %d bytes of a header: it is truncated"
              .formatted(file.size(), size));
    }
    return file.view(0, size);
  }

  static SparseHeader parse(ByteView b) throws ImageException {
    b.require(b.matches(0, MAGIC), "sparse extent magicNumber", 0, b.u32le(0));
    int flags = b.i32le(8);
    if ((flags & NEWLINE_TEST) != 0 && !b.matches(73, "\n \r\n")) {
      throw new CorruptException(
          b.source(),
          "the newline test bytes of its header are wrong (offset 73: found 0x%08x, expected"
                  .formatted(b.u32be(73))
              + " 0x0a200d0a): it is damaged, most likely by a transfer in text mode; copy it again"
              + " in binary mode");
    }
    long version = b.u32le(4);
    if (version < 1 || version > 3) {
      throw new UnsupportedException(b.source(), "sparse extent version " + version);
    }
    int unknown = flags & 0xFFFF_0000 & ~(COMPRESSED | MARKERS);
    if (unknown != 0) {
      throw new UnsupportedException(
          b.source(), "sparse extent flag 0x" + Integer.toHexString(unknown));
    }
    long capacity = b.u64le(12);
    long descriptorOffset = b.u64le(28);
    long descriptorSize = b.u64le(36);
    b.require(sector(capacity), "capacity", 12, capacity);
    b.require(sector(descriptorOffset), "descriptorOffset", 28, descriptorOffset);
    b.require(sector(descriptorSize), "descriptorSize", 36, descriptorSize);
    long grainSize = b.u64le(20);
    long numGTEsPerGT = b.u32le(44);
    long rgdOffset = b.u64le(48);
    long gdOffset = b.u64le(56);
    int compressAlgorithm = b.u16le(77);
    if (compressAlgorithm > 1) {
      throw new UnsupportedException(b.source(), "compressAlgorithm " + compressAlgorithm);
    }
    if (compressAlgorithm == 1 && (flags & MARKERS) == 0) {
      throw new UnsupportedException(b.source(), "compression without grain markers");
    }
    if (capacity != 0) {
      long limit = compressAlgorithm == 1 ? MAX_COMPRESSED_GRAIN : MAX_GRAIN;
      b.require(powerOfTwo(grainSize, limit), "grainSize", 20, grainSize);
      b.require(numGTEsPerGT >= 1 && numGTEsPerGT <= MAX_ENTRIES, "numGTEsPerGT", 44, numGTEsPerGT);
      b.require(gdOffset == AT_END || sector(gdOffset), "gdOffset", 56, gdOffset);
    }
    return new SparseHeader(
        (int) version,
        (flags & ZEROED_GRAINS) != 0,
        compressAlgorithm == 1,
        b.u8(72) != 0,
        capacity,
        grainSize,
        (int) numGTEsPerGT,
        descriptorOffset,
        descriptorSize,
        gdOffset,
        (flags & REDUNDANT_DIRECTORY) != 0 && sector(rgdOffset) ? rgdOffset : 0);
  }

  /** Whether {@code value} can be a sector number. */
  static boolean sector(long value) {
    return value >= 0 && value <= MAX_SECTOR;
  }

  static boolean powerOfTwo(long value, long limit) {
    return value >= 1 && value <= limit && Long.bitCount(value) == 1;
  }
}
