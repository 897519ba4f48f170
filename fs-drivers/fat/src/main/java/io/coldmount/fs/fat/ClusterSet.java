package io.coldmount.fs.fat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A set of clusters: a bit for each, in pages that are made when they are needed. */
final class ClusterSet {

  private static final int PAGE_SHIFT = 15;
  private static final int PAGE_WORDS = 1 << (PAGE_SHIFT - 6);

  private final Map<Long, long[]> pages = new HashMap<>();
  private long lastNumber = -1;
  private long @Nullable [] last;

  /** Adds {@code cluster}; returns whether it was not there. Not for several threads. */
  boolean add(long cluster) {
    long number = cluster >> PAGE_SHIFT;
    long[] page = last;
    if (page == null || number != lastNumber) {
      page = pages.computeIfAbsent(number, n -> new long[PAGE_WORDS]);
      last = page;
      lastNumber = number;
    }
    int word = (int) (cluster >> 6) & (PAGE_WORDS - 1);
    long bit = 1L << cluster;
    boolean absent = (page[word] & bit) == 0;
    page[word] |= bit;
    return absent;
  }

  boolean isEmpty() {
    return pages.isEmpty();
  }

  /** Whether {@code cluster} is in it; for several threads once nobody adds any more. */
  boolean contains(long cluster) {
    long[] page = pages.get(cluster >> PAGE_SHIFT);
    return page != null && (page[(int) (cluster >> 6) & (PAGE_WORDS - 1)] >> cluster & 1) != 0;
  }
}
