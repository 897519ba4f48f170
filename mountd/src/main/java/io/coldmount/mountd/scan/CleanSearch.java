package io.coldmount.mountd.scan;

import java.io.IOException;
import java.util.Locale;

/**
 * Finds by bisection where along a chain something became infected. As every bisection it takes for
 * granted that what is infected stays so; where it does not, what is found is still a link that is
 * clean and the next, which is infected.
 */
public final class CleanSearch {

  /** What is known of one link. */
  public enum State {
    CLEAN,
    INFECTED,
    /** Nothing was found, but not everything was scanned. */
    UNKNOWN;

    /** For people. */
    public String word() {
      return this == UNKNOWN ? "not known" : name().toLowerCase(Locale.ROOT);
    }
  }

  /** Scans one link. */
  public interface Probe {
    State state(int link) throws IOException, InterruptedException;
  }

  /**
   * What was found; links are counted from the oldest, 0.
   *
   * @param newestClean or -1
   * @param firstInfected the link after that, or -1
   * @param unknown the link that could not be judged and ended the search, or -1
   */
  public record Outcome(int newestClean, int firstInfected, int unknown) {}

  private CleanSearch() {}

  /** What the counts of a scan say. */
  public static State state(ScanTotals totals) {
    if (totals.infected() > 0) {
      return State.INFECTED;
    }
    return totals.notScanned() > 0 ? State.UNKNOWN : State.CLEAN;
  }

  /** Searches among {@code count} links, at least one. */
  public static Outcome among(int count, Probe probe) throws IOException, InterruptedException {
    int infected = count - 1;
    State newest = probe.state(infected);
    if (newest != State.INFECTED) {
      return newest == State.CLEAN ? new Outcome(infected, -1, -1) : new Outcome(-1, -1, infected);
    }
    int clean = -1;
    // Ends: each turn halves what lies between.
    while (infected - clean > 1) {
      int middle = (infected + clean) >>> 1;
      switch (probe.state(middle)) {
        case CLEAN -> clean = middle;
        case INFECTED -> infected = middle;
        case UNKNOWN -> {
          return new Outcome(-1, -1, middle);
        }
      }
    }
    return new Outcome(clean, infected, -1);
  }
}
