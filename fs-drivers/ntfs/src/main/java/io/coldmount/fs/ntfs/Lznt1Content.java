package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A value in compression units. A unit whose clusters are all there is stored as it is; one that
 * ends with a hole is compressed with {@link Lznt1}; one that is all hole is zeros. Source:
 * Linux-NTFS documentation, "Compression".
 */
final class Lznt1Content extends Content {

  /** Windows makes units of 64 KiB at most. */
  private static final int MAXIMUM_UNIT = 1 << 20;

  private final BlockSource volume;
  private final int clusterShift;
  private final int unitShift; // in bytes
  private final Runs runs;
  private final long initialised;
  private final Subject what;
  private final ChunkCache cache;

  /**
   * @param unit the logarithm of the number of clusters of a compression unit
   */
  Lznt1Content(
      BlockSource volume,
      int clusterShift,
      Runs runs,
      long size,
      long initialised,
      int unit,
      Subject what,
      ChunkCache cache)
      throws CorruptException {
    super(size);
    this.volume = volume;
    this.clusterShift = clusterShift;
    this.unitShift = clusterShift + unit;
    this.runs = runs;
    this.initialised = initialised;
    this.what = what;
    this.cache = cache;
    if (unit == 0 || 1L << unitShift > MAXIMUM_UNIT || size >> unitShift > 0xFFFF_FFFFL) {
      throw new CorruptException(
          volume.name(),
          what + " is compressed in units of 2^" + unit + " clusters, which no Windows makes");
    }
  }

  @Override
  int weight() {
    return 160 + runs.weight();
  }

  @Override
  void fill(long position, ByteBuffer target) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      if (at >= initialised) {
        zeros(target, target.remaining());
        return;
      }
      long unit = at >> unitShift;
      long unitEnd = Math.min((unit + 1) << unitShift, initialised);
      int step = (int) Math.min(target.remaining(), unitEnd - at);
      fillFrom(unit, at, step, target);
      at += step;
    }
  }

  private void fillFrom(long unit, long at, int step, ByteBuffer target) throws IOException {
    long stored = storedClusters(unit);
    if (stored == 0) {
      zeros(target, step);
    } else if (stored == unitClusters()) {
      copyStored(at, step, target);
    } else {
      byte[] bytes = cache.peek(unit);
      if (bytes == null) {
        bytes = inflate(unit, (int) stored);
        if (step < bytes.length) {
          cache.put(unit, bytes);
        }
      }
      target.put(bytes, (int) (at - (unit << unitShift)), step);
    }
  }

  private int unitClusters() {
    return 1 << (unitShift - clusterShift);
  }

  /** The number of clusters of a unit that are stored: those before its hole. */
  private long storedClusters(long unit) throws CorruptException {
    long first = unit << (unitShift - clusterShift);
    long end = first + unitClusters();
    int run = runs.find(first);
    long vcn = first;
    while (run >= 0 && run < runs.count() && vcn < end && runs.lcn(run) != Runs.HOLE) {
      vcn = runs.end(run++);
    }
    if (run < 0 || (run == runs.count() && vcn < end)) {
      throw new CorruptException(
          volume.name(), what + " has no runs for all of its compression unit " + unit);
    }
    if (vcn < end && runs.end(run) < end) {
      throw new CorruptException(
          volume.name(), what + " has clusters behind the hole of its compression unit " + unit);
    }
    return Math.min(vcn, end) - first;
  }

  private void copyStored(long position, int count, ByteBuffer target) throws IOException {
    int limit = target.limit();
    int left = count;
    long at = position;
    try {
      while (left > 0) {
        int run = runs.find(at >> clusterShift);
        long inRun = at - (runs.vcn(run) << clusterShift);
        int step = (int) Math.min(left, (runs.end(run) << clusterShift) - at);
        target.limit(target.position() + step);
        volume.read((runs.lcn(run) << clusterShift) + inRun, target);
        at += step;
        left -= step;
      }
    } finally {
      target.limit(limit);
    }
  }

  private byte[] inflate(long unit, int storedClusters) throws IOException {
    byte[] packed = new byte[storedClusters << clusterShift];
    copyStored(unit << unitShift, packed.length, ByteBuffer.wrap(packed));
    long size = Math.min(1L << unitShift, size() - (unit << unitShift));
    byte[] bytes = new byte[(int) size];
    Lznt1.inflate(volume.name() + ": " + what, packed, packed.length, bytes);
    return bytes;
  }

  @Override
  Extent extent(long position, long length) throws IOException {
    if (position >= initialised) {
      return Extent.hole(position, length);
    }
    long unit = position >> unitShift;
    long count = Math.min(length, Math.min((unit + 1) << unitShift, initialised) - position);
    long stored = storedClusters(unit);
    if (stored == 0) {
      return Extent.hole(position, count);
    }
    boolean packed = stored < unitClusters();
    long first = packed ? unit << unitShift : position;
    int run = runs.find(first >> clusterShift);
    long place = (runs.lcn(run) << clusterShift) + (first - (runs.vcn(run) << clusterShift));
    if (!packed) {
      long inRun = (runs.end(run) << clusterShift) - position;
      return volume.extent(place, Math.min(count, inRun)).at(position);
    }
    Extent.Storage at = volume.extent(place, 1).stored();
    return new Extent(
        position,
        count,
        at == null ? null : new Extent.Storage(at.link(), at.file(), at.offset(), true));
  }
}
