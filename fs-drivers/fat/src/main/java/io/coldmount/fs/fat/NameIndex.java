package io.coldmount.fs.fat;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where the names of a directory are: for the hash of each name in folded case, the slot of its
 * entries. Sorted, so that names made to collide cost a look-up of theirs a scan, and no more.
 */
final class NameIndex {

  /** Not the same in two runs, so that nobody can prepare names that collide. */
  private static final int BASE = ThreadLocalRandom.current().nextInt() | 1;

  private final long[] entries; // hash in the upper half, slot in the lower

  private NameIndex(long[] entries) {
    this.entries = entries;
  }

  int weight() {
    return 32 + 8 * entries.length;
  }

  /** The slots that names with this hash may have, in ascending order. */
  long[] slots(int hash) {
    int from = Arrays.binarySearch(entries, (long) hash << 32);
    from = from < 0 ? -from - 1 : from;
    int to = from;
    while (to < entries.length && (int) (entries[to] >> 32) == hash) {
      to++;
    }
    long[] slots = new long[to - from];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = entries[from + i] & 0xFFFF_FFFFL;
    }
    return slots;
  }

  static int hash(String name, Format format) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash * BASE) + format.fold(name.charAt(i)) + 1;
    }
    return hash ^ (hash >>> 15);
  }

  /** Whether two names are the same but for their case. */
  static boolean same(String one, String other, Format format) {
    if (one.length() != other.length()) {
      return false;
    }
    for (int i = 0; i < one.length(); i++) {
      if (one.charAt(i) != other.charAt(i)
          && format.fold(one.charAt(i)) != format.fold(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Gathers the names of a directory. */
  static final class Builder {
    private final Format format;
    private long[] entries = new long[64];
    private int count;

    Builder(Format format) {
      this.format = format;
    }

    /** Adds a name; a directory has fewer than 2^32 slots. */
    void add(String name, long slot) {
      if (count == entries.length) {
        entries = Arrays.copyOf(entries, 2 * count);
      }
      entries[count++] = ((long) hash(name, format) << 32) | slot;
    }

    NameIndex build() {
      long[] sorted = Arrays.copyOf(entries, count);
      Arrays.sort(sorted);
      return new NameIndex(sorted);
    }
  }
}
