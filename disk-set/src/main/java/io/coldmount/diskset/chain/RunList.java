package io.coldmount.diskset.chain;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The runs of a stretch of a disk while they are gathered, in order and without a gap. */
@SuppressWarnings("ReferenceEquality") // an origin is a place, compared by identity
public final class RunList {

  private long[] starts = new long[16];
  private long[] stored = new long[16];
  private @Nullable Origin[] origins = new Origin[16];
  private int count;
  private long end;

  /** An empty list that begins at {@code from} on the disk. */
  public RunList(long from) {
    end = from;
  }

  /** The disk offset at which the next run will begin. */
  public long end() {
    return end;
  }

  int count() {
    return count;
  }

  /** Bytes of {@code origin}, from {@code address} on. */
  public void stored(long length, Origin origin, long address) {
    add(length, origin, address);
  }

  /** Bytes that read as zeros, whatever a parent holds. */
  public void zeros(long length) {
    add(length, null, 0);
  }

  /** Bytes that this layer does not hold. */
  public void absent(long length) {
    add(length, Origin.ABSENT, 0);
  }

  /** Bytes whose place is unknown: reading them is the error {@code problem} of {@code source}. */
  public void broken(long length, String source, String problem) {
    add(length, new BrokenOrigin(source, problem), 0);
  }

  private void add(long length, @Nullable Origin origin, long address) {
    if (length == 0) {
      return;
    }
    if (!continues(origin, address)) {
      if (count == starts.length) {
        grow();
      }
      starts[count] = end;
      origins[count] = origin;
      stored[count] = address;
      count++;
    }
    end += length;
  }

  private boolean continues(@Nullable Origin origin, long address) {
    int last = count - 1;
    if (last < 0 || origins[last] != origin) {
      return false;
    }
    if (origin == null || origin == Origin.ABSENT) {
      return true;
    }
    return !origin.packed() && stored[last] + (end - starts[last]) == address;
  }

  private void grow() {
    int size = count * 2;
    starts = Arrays.copyOf(starts, size);
    stored = Arrays.copyOf(stored, size);
    origins = Arrays.copyOf(origins, size);
  }

  private long endOf(int run) {
    return run + 1 < count ? starts[run + 1] : end;
  }

  /** The disk offset of the first absent byte, or -1 if there is none. */
  long firstAbsent() {
    for (int i = 0; i < count; i++) {
      if (origins[i] == Origin.ABSENT) {
        return starts[i];
      }
    }
    return -1;
  }

  /** The disk offset after the last absent byte; asked only if there is one. */
  long lastAbsent() {
    for (int i = count - 1; i >= 0; i--) {
      if (origins[i] == Origin.ABSENT) {
        return endOf(i);
      }
    }
    throw new IllegalStateException("nothing is absent");
  }

  /** This list with {@code below}'s runs where this one has none; both cover the absent parts. */
  RunList over(RunList below) {
    RunList merged = new RunList(count == 0 ? end : starts[0]);
    int cursor = 0;
    for (int i = 0; i < count; i++) {
      if (origins[i] == Origin.ABSENT) {
        cursor = below.copy(starts[i], endOf(i), cursor, merged);
      } else {
        merged.add(endOf(i) - starts[i], origins[i], stored[i]);
      }
    }
    return merged;
  }

  /** Appends what lies in [from, to); {@code cursor} is a run at or before {@code from}. */
  private int copy(long from, long to, int cursor, RunList into) {
    int run = cursor;
    while (endOf(run) <= from) {
      run++;
    }
    for (long at = from; at < to; run++) {
      long stop = Math.min(to, endOf(run));
      Origin origin = origins[run];
      boolean moves = origin != null && !origin.packed();
      into.add(stop - at, origin, stored[run] + (moves ? at - starts[run] : 0));
      at = stop;
      if (stop == to) {
        break;
      }
    }
    return run;
  }

  /** The finished map; absent parts, which no layer holds, read as zeros. */
  Window window() {
    RunList filled = new RunList(count == 0 ? end : starts[0]);
    for (int i = 0; i < count; i++) {
      Origin origin = origins[i] == Origin.ABSENT ? null : origins[i];
      filled.add(endOf(i) - starts[i], origin, stored[i]);
    }
    int n = filled.count;
    long[] bounds = Arrays.copyOf(filled.starts, n + 1);
    bounds[n] = filled.end;
    return new Window(bounds, Arrays.copyOf(filled.origins, n), Arrays.copyOf(filled.stored, n));
  }
}
