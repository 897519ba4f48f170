package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a file or directory lie on the volume: runs, in the order of the file.
 * Immutable.
 */
final class DataMap {

  static final DataMap EMPTY = new DataMap(new long[0], new long[0], 0, null, 0);

  private final long[] offsets; // of each run in the file
  private final long[] positions; // of each run on the volume
  private final long length;
  private final @Nullable String defect;
  private final long steps;

  private DataMap(
      long[] offsets, long[] positions, long length, @Nullable String defect, long steps) {
    this.offsets = offsets;
    this.positions = positions;
    this.length = length;
    this.defect = defect;
    this.steps = steps;
  }

  /** One run. */
  static DataMap of(long position, long length) {
    return new DataMap(new long[] {0}, new long[] {position}, length, null, 0);
  }

  /** The bytes that are mapped; fewer than the file has if its chain is damaged. */
  long length() {
    return length;
  }

  /** Why the map ends where it ends, as a clause, or null if nothing is wrong. */
  @Nullable String defect() {
    return defect;
  }

  int runs() {
    return offsets.length;
  }

  /** How many entries of the allocation table had to be looked at for it. */
  long steps() {
    return steps;
  }

  /** Where run {@code run} begins in the file. */
  long offset(int run) {
    return offsets[run];
  }

  /** The same without what lies behind {@code bytes}. */
  DataMap first(long bytes) {
    return cut(bytes, defect);
  }

  /** The same up to byte {@code bytes}, for another reason. */
  DataMap cut(long bytes, @Nullable String why) {
    int count = bytes == 0 ? 0 : run(bytes - 1) + 1;
    return bytes >= length
        ? this
        : new DataMap(
            Arrays.copyOf(offsets, count), Arrays.copyOf(positions, count), bytes, why, steps);
  }

  int weight() {
    return 64 + 16 * offsets.length;
  }

  /** The place on the volume of the byte at {@code offset}, which is less than the length. */
  long position(long offset) {
    int run = run(offset);
    return positions[run] + (offset - offsets[run]);
  }

  /** Whether the byte at {@code position} of the volume is one of these. */
  boolean holds(long position) {
    for (int i = 0; i < offsets.length; i++) {
      if (position >= positions[i] && position - positions[i] < end(i) - offsets[i]) {
        return true;
      }
    }
    return false;
  }

  /** Fills {@code target} from {@code offset} on: one read for each run. */
  void read(BlockSource volume, long offset, ByteBuffer target, long id) throws IOException {
    int limit = target.limit();
    if (length - offset < target.remaining()) {
      throw cut(volume, id);
    }
    int run = run(offset);
    try {
      for (long at = offset; target.position() < limit; run++) {
        long run2 = end(run) - at;
        int count = (int) Math.min(limit - target.position(), run2);
        target.limit(target.position() + count);
        volume.read(positions[run] + (at - offsets[run]), target);
        at += count;
      }
    } finally {
      target.limit(limit);
    }
  }

  /** The run at {@code offset} with its origin, at most {@code count} bytes. */
  Extent extent(BlockSource volume, long offset, long count, long id) throws IOException {
    if (offset >= length) {
      throw cut(volume, id);
    }
    int run = run(offset);
    long most = Math.min(count, end(run) - offset);
    return volume.extent(positions[run] + (offset - offsets[run]), most).at(offset);
  }

  private CorruptException cut(BlockSource volume, long id) {
    return new CorruptException(
        volume.name(),
        "the file with the directory entry at offset "
            + (id << DirectoryEntries.SHIFT)
            + " can be read only up to byte "
            + length
            + ", because "
            + (defect == null ? "its data ends there" : defect));
  }

  private int run(long offset) {
    int found = offsets.length == 1 ? 0 : Arrays.binarySearch(offsets, offset);
    return found >= 0 ? found : -found - 2;
  }

  /** Where run {@code run} ends in the file. */
  long end(int run) {
    return run + 1 < offsets.length ? offsets[run + 1] : length;
  }

  /** Joins clusters that follow each other into runs. */
  static final class Builder {
    /** As many as a file of 4 GiB has if no two of its clusters of 4 KiB follow each other. */
    private static final int MOST_RUNS = 1 << 20;

    private long[] offsets = new long[4];
    private long[] positions = new long[4];
    private int runs;
    private long length;
    private long next = -1; // where a run goes on, on the volume
    private long steps;

    /** Notes that {@code count} more entries of the table were looked at. */
    void steps(long count) {
      steps += count;
    }

    /** Takes a run, if there is room for it. */
    boolean add(long position, long count) {
      if (position != next) {
        if (runs == MOST_RUNS) {
          return false;
        }
        if (runs == offsets.length) {
          offsets = Arrays.copyOf(offsets, runs * 2);
          positions = Arrays.copyOf(positions, runs * 2);
        }
        offsets[runs] = length;
        positions[runs++] = position;
      }
      length += count;
      next = position + count;
      return true;
    }

    /** The map of the first {@code most} bytes. */
    DataMap build(long most, @Nullable String defect) {
      long end = Math.min(length, most);
      int count = runs;
      while (count > 0 && offsets[count - 1] >= end) {
        count--;
      }
      return new DataMap(
          Arrays.copyOf(offsets, count), Arrays.copyOf(positions, count), end, defect, steps);
    }
  }
}
