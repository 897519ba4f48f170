package io.coldmount.fs.fat;

import io.coldmount.block.CorruptException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where the names of a directory are: for the hash of each name in folded case, the slot of its
 * entries. Sorted, so that names made to collide cost a look-up of theirs a scan, and no more.
 */
final class NameIndex {

  /** Not the same in two runs, so that nobody can prepare names that collide. */
  private static final int BASE = ThreadLocalRandom.current().nextInt() | 1;

  private final long[] entries; // hash in the upper half, slot in the lower
  private final @Nullable CorruptException damage;

  private NameIndex(long[] entries, @Nullable CorruptException damage) {
    this.entries = entries;
    this.damage = damage;
  }

  /** What names the directory may have that could not be read, or null. */
  @Nullable CorruptException damage() {
    return damage;
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
  static final class Builder implements Format.ScanSink {
    private final Format format;
    private @Nullable CorruptException damage;
    private long[] entries = new long[64];
    private int count;

    Builder(Format format) {
      this.format = format;
    }

    @Override
    public boolean file(
        long slot, long next, String name, String alias, long id, boolean directory, long cluster) {
      add(name, slot);
      if (!alias.isEmpty() && !same(alias, name, format)) {
        add(alias, slot);
      }
      return true;
    }

    @Override
    public void damaged(CorruptException problem) {
      damage = problem;
    }

    /** Adds a name; a directory has fewer than 2^32 slots. */
    private void add(String name, long slot) {
      if (count == entries.length) {
        entries = Arrays.copyOf(entries, 2 * count);
      }
      entries[count++] = ((long) hash(name, format) << 32) | slot;
    }

    NameIndex build() {
      long[] sorted = Arrays.copyOf(entries, count);
      Arrays.sort(sorted);
      return new NameIndex(sorted, damage);
    }
  }
}
