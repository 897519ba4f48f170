package io.coldmount.diskset.chain;

import org.jspecify.annotations.Nullable;

/** The merged map of one stretch of a disk: what each run is and where it lies. Immutable. */
final class Window {

  /** What the arrays cost besides their elements. */
  private static final int OVERHEAD = 96;

  private final long[] bounds;
  private final @Nullable Origin[] origins;
  private final long[] stored;

  /**
   * @param bounds where each run begins, and behind the last where the window ends
   * @param origins of each run; null for a hole
   * @param stored the address of each run's first byte
   */
  Window(long[] bounds, @Nullable Origin[] origins, long[] stored) {
    this.bounds = bounds;
    this.origins = origins;
    this.stored = stored;
  }

  boolean contains(long position) {
    return bounds[0] <= position && position < bounds[origins.length];
  }

  long end() {
    return bounds[origins.length];
  }

  int weight() {
    return OVERHEAD + 24 * origins.length;
  }

  /** The run that holds {@code position}, which lies inside. */
  int find(long position) {
    int low = 0;
    int high = origins.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (bounds[middle] <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  long end(int run) {
    return bounds[run + 1];
  }

  @Nullable Origin origin(int run) {
    return origins[run];
  }

  /** The address, in the run's origin, of the byte at {@code position}. */
  long stored(int run, long position) {
    Origin origin = origins[run];
    return origin == null || origin.packed() ? stored[run] : stored[run] + (position - bounds[run]);
  }
}
