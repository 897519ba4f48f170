package io.coldmount.fs.fat;

import java.io.IOException;

/**
 * The clusters of a volume and the table that chains them.
 *
 * @param heap where cluster 2 begins, in bytes
 * @param size of a cluster in bytes
 * @param count the clusters are 2 to {@code count + 1}
 * @param table where the allocation table in use begins, in bytes
 * @param width of a table entry
 */
record Clusters(VolumeBlocks blocks, long heap, int size, long count, long table, Width width) {

  static final long FIRST = 2;

  private static final long END = -1;
  private static final long BAD = -2;

  /** The widths of table entries: 12, 16, 28 of 32, and all 32 bits. */
  enum Width {
    FAT12(0xFFF),
    FAT16(0xFFFF),
    FAT32(0xFFF_FFFFL),
    EXFAT(0xFFFF_FFFFL);

    /** The largest value; the eight from here down end a chain, the one below them is bad. */
    private final long most;

    Width(long most) {
      this.most = most;
    }
  }

  boolean holds(long cluster) {
    return cluster >= FIRST && cluster - FIRST < count;
  }

  long position(long cluster) {
    return heap + (cluster - FIRST) * size;
  }

  /** The cluster that begins at {@code position}. */
  long number(long position) {
    return (position - heap) / size + FIRST;
  }

  /** What the table says of {@code cluster}: the one that follows, 0 if free, or less than 0. */
  private long next(VolumeBlocks.Cursor cursor, long cluster) throws IOException {
    long value = raw(cursor, cluster);
    if (value >= width.most - 7) {
      return END;
    }
    return value == width.most - 8 ? BAD : value;
  }

  private long raw(VolumeBlocks.Cursor cursor, long cluster) throws IOException {
    return switch (width) {
      case FAT12 -> {
        long position = table + cluster + cluster / 2;
        int both = cursor.u8(position) | (cursor.u8(position + 1) << 8);
        yield (cluster & 1) == 0 ? both & 0xFFF : both >> 4;
      }
      case FAT16 -> cursor.u16(table + 2 * cluster);
      case FAT32 -> cursor.u32(table + 4 * cluster) & 0xFFF_FFFF;
      case EXFAT -> cursor.u32(table + 4 * cluster);
    };
  }

  /** The entry of the table with number 0 or 1, which hold flags. */
  long flags(int number) throws IOException {
    return raw(blocks.cursor(), number);
  }

  /** The number of free clusters, by a walk over the whole table. */
  long countFree() throws IOException {
    VolumeBlocks.Cursor cursor = blocks.cursor();
    long free = 0;
    for (long cluster = FIRST; cluster < FIRST + count; cluster++) {
      if (raw(cursor, cluster) == 0) {
        free++;
      }
    }
    return free;
  }

  /** The cluster after {@code cluster}, or -1. */
  long after(long cluster) throws IOException {
    long next = next(blocks.cursor(), cluster);
    return holds(next) ? next : -1;
  }

  /** A run of clusters that follow each other, as exFAT has them without a chain. */
  DataMap contiguous(long first, long bytes) {
    if (bytes == 0) {
      return DataMap.EMPTY;
    }
    var map = new DataMap.Builder();
    if (!holds(first)) {
      return map.build(bytes, outside(first));
    }
    long room = (count - (first - FIRST)) * size;
    map.add(position(first), Math.min(bytes, room));
    return map.build(bytes, bytes > room ? "the volume's clusters end there" : null);
  }

  /**
   * The chain that begins at {@code first}, up to {@code bytes} bytes.
   *
   * <p>It is followed to its end, also behind the last byte: only then is it sure not to come back
   * to itself. A loop is noticed by Brent's way (against a cluster that is remembered at each power
   * of two) before it has been gone round three times; the map is cut where it first repeats.
   *
   * @param exact whether a chain that ends early is damaged; a directory's ends where it ends
   */
  DataMap chain(long first, long bytes, boolean exact) throws IOException {
    if (bytes == 0) {
      return DataMap.EMPTY;
    }
    var map = new DataMap.Builder();
    VolumeBlocks.Cursor cursor = blocks.cursor();
    long wanted = (bytes - 1) / size + 1;
    long cluster = first;
    long remembered = -1;
    long steps = 0;
    long power = 1;
    long taken = 0;
    for (; holds(cluster); taken++) {
      if (cluster == remembered) {
        return loop(first, steps, bytes);
      }
      if (steps == power) {
        remembered = cluster;
        power *= 2;
        steps = 0;
      }
      steps++;
      if (taken < wanted && !map.add(position(cluster), size)) {
        return map.build(bytes, "its chain is in more pieces than are read");
      }
      cluster = next(cursor, cluster);
      map.steps(1);
    }
    if (taken < wanted) {
      boolean ended = cluster == END && taken > 0 && !exact;
      return map.build(bytes, ended ? null : broken(cluster, taken, wanted));
    }
    boolean tooLong = !exact && taken > wanted;
    return map.build(bytes, tooLong ? "its chain goes on after " + wanted + " clusters" : null);
  }

  /** The part of a looping chain before it repeats; {@code round} is the loop's length. */
  private DataMap loop(long first, long round, long bytes) throws IOException {
    VolumeBlocks.Cursor ahead = blocks.cursor();
    VolumeBlocks.Cursor behind = blocks.cursor();
    long leader = first;
    for (long i = 0; i < round; i++) {
      leader = next(ahead, leader);
    }
    long follower = first;
    long unique = round;
    var map = new DataMap.Builder();
    for (; leader != follower; unique++) {
      map.add(position(follower), size);
      leader = next(ahead, leader);
      follower = next(behind, follower);
    }
    for (long i = 0; i < round; i++) {
      map.add(position(follower), size);
      follower = next(behind, follower);
    }
    map.steps(3 * unique);
    boolean beyond = unique * size >= bytes; // the file ends before the chain repeats
    return map.build(
        bytes,
        beyond
            ? null
            : "its chain comes back to cluster " + leader + " after " + unique + " clusters");
  }

  private static String broken(long value, long taken, long wanted) {
    if (taken == 0) {
      return outside(value);
    }
    String after = "its chain of " + wanted + " clusters ";
    if (value == END) {
      return after + "ends after " + taken;
    }
    String what =
        value == 0
            ? "a free cluster"
            : value == BAD ? "a bad cluster" : "cluster " + value + ", which does not exist";
    return after + "leads to " + what + " after " + taken;
  }

  private static String outside(long first) {
    return first == 0
        ? "it has no first cluster"
        : "its first cluster " + first + " does not exist";
  }
}
