package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A value in clusters of the volume, stored as it is. */
final class RunContent extends Content {

  private final BlockSource volume;
  private final int clusterShift;
  private final Runs runs;
  private final long initialised;
  private final Subject what;

  /**
   * @param initialised how far the value was ever written; behind it are zeros, whatever the
   *     clusters hold
   * @param what names the value in errors
   */
  RunContent(
      BlockSource volume, int clusterShift, Runs runs, long size, long initialised, Subject what) {
    super(size);
    this.volume = volume;
    this.clusterShift = clusterShift;
    this.runs = runs;
    this.initialised = initialised;
    this.what = what;
  }

  @Override
  int weight() {
    return 120 + runs.weight();
  }

  @Override
  void fill(long position, ByteBuffer target) throws IOException {
    long at = position;
    int limit = target.limit();
    try {
      while (target.position() < limit) {
        int left = limit - target.position();
        if (at >= initialised) {
          zeros(target, left);
          return;
        }
        int run = runAt(at);
        long runEnd = Math.min(runs.end(run) << clusterShift, initialised);
        int step = (int) Math.min(left, runEnd - at);
        if (runs.lcn(run) == Runs.HOLE) {
          zeros(target, step);
        } else {
          target.limit(target.position() + step);
          volume.read(place(run, at), target);
          target.limit(limit);
        }
        at += step;
      }
    } finally {
      target.limit(limit);
    }
  }

  @Override
  Extent extent(long position, long length) throws IOException {
    if (position >= initialised) {
      return Extent.hole(position, length);
    }
    int run = runAt(position);
    long end = Math.min(runs.end(run) << clusterShift, initialised);
    long count = Math.min(length, end - position);
    return runs.lcn(run) == Runs.HOLE
        ? Extent.hole(position, count)
        : volume.extent(place(run, position), count).at(position);
  }

  /** Whether both lie in the same places as far as both reach. */
  boolean isPlacedLike(RunContent other) {
    return runs.leadsLike(other.runs);
  }

  /** Where the byte at {@code position} lies in the volume, or -1 if it is stored nowhere. */
  long place(long position) throws CorruptException {
    int run = runAt(position);
    return runs.lcn(run) == Runs.HOLE ? -1 : place(run, position);
  }

  /** Whether the bytes from {@code position} on, of which there is one at least, lie in one run. */
  boolean isTogether(long position, int count) throws CorruptException {
    int run = runAt(position);
    return runs.lcn(run) != Runs.HOLE && count <= (runs.end(run) << clusterShift) - position;
  }

  private long place(int run, long position) {
    return (runs.lcn(run) << clusterShift) + (position - (runs.vcn(run) << clusterShift));
  }

  private int runAt(long position) throws CorruptException {
    int run = runs.find(position >> clusterShift);
    if (run < 0) {
      throw new CorruptException(
          volume.name(),
          what
              + " has "
              + size()
              + " bytes, but its runs end at "
              + (runs.end() << clusterShift)
              + ", before byte "
              + position);
    }
    return run;
  }
}
