package io.coldmount.mountd.scan;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies in memory for one thread, which are used again: making a file and its pages costs more
 * than filling them.
 */
final class MemoryCopies implements Closeable {

  /** A larger one is not worth its memory. */
  private static final long LARGEST_KEPT = 512 * 1024;

  private static final int MOST_KEPT = 32;

  private final List<MemoryCopy> free = new ArrayList<>();

  /** Copies {@code target}; throws as {@link MemoryCopy#of} does. */
  MemoryCopy of(ScanTarget target) throws IOException {
    MemoryCopy copy = best(target.size());
    return copy == null ? MemoryCopy.of(target) : copy.filled(target);
  }

  /** Takes out the one that needs the fewest pages more or less, or null if there is none. */
  private @Nullable MemoryCopy best(long size) {
    int best = -1;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < free.size(); i++) {
      long difference = Math.abs(free.get(i).size() - size);
      if (difference < least) {
        least = difference;
        best = i;
      }
    }
    if (best < 0) {
      return null;
    }
    MemoryCopy copy = free.set(best, free.getLast());
    free.removeLast();
    return copy;
  }

  /** Takes back a copy that nobody else reads any more. */
  void giveBack(MemoryCopy copy) {
    if (free.size() < MOST_KEPT && copy.size() <= LARGEST_KEPT) {
      free.add(copy);
    } else {
      copy.close();
    }
  }

  @Override
  public void close() {
    free.forEach(MemoryCopy::close);
    free.clear();
  }
}
