package io.coldmount.diskset.vmdk;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The grain tables of a sparse extent. They are read as a map of their part of the disk is made and
 * are not kept: the finished map is. What is damaged in a table is taken from its copy.
 *
 * @param entriesPerTable how many grains a table covers
 */
record GrainTables(
    BlockSource file, EntryCode code, GrainDirectory directory, int entriesPerTable) {

  /** Stands for every entry of a table that lies outside the file. */
  static final long LOST = -3;

  /**
   * Entries {@code [first, first + count)} of table {@code index} as file offsets, {@link
   * EntryCode#ABSENT}, {@link EntryCode#ZEROED}, {@link EntryCode#INVALID}, {@link #LOST}, or an
   * offset beyond the end of the file; null if there is no table.
   */
  long @Nullable [] entries(long index, int first, int count) throws IOException {
    long table = directory.table(index);
    if (table == EntryCode.ABSENT) {
      return null;
    }
    if (!inside(table, first, count)) {
      table = directory.redundantTable(index);
      if (!inside(table, first, count)) {
        long[] lost = new long[count];
        Arrays.fill(lost, LOST);
        return lost;
      }
    }
    long[] grains = read(table, first, count);
    for (int i = 0; i < count; i++) {
      if (!usable(grains[i])) {
        grains[i] = repaired(index, first + i, grains[i]);
      }
    }
    return grains;
  }

  /** What the copy of a damaged table says of a grain, if that is any better. */
  private long repaired(long index, int entry, long damaged) throws IOException {
    long copy = directory.redundantTable(index);
    if (!inside(copy, entry, 1)) {
      return damaged;
    }
    long grain = read(copy, entry, 1)[0];
    return usable(grain) ? grain : damaged;
  }

  boolean usable(long grain) {
    return grain >= EntryCode.ZEROED && grain < file.size();
  }

  private boolean inside(long table, int first, int count) {
    return table > 0 && table <= file.size() - (first + (long) count) * code.size();
  }

  private long[] read(long table, int first, int count) throws IOException {
    ByteView view = file.view(table + (long) first * code.size(), count * code.size());
    long[] grains = new long[count];
    for (int i = 0; i < count; i++) {
      grains[i] = code.grain(code.size() == 4 ? view.u32le(i * 4) : view.u64le(i * 8));
    }
    return grains;
  }
}
