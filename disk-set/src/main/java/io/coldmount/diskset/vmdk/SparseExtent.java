package io.coldmount.diskset.vmdk;

import io.coldmount.diskset.chain.Origin;
import io.coldmount.diskset.chain.RunList;
import java.io.IOException;

/**
 * An extent that stores only the grains that were written.
 *
 * @param grain the size of a grain in bytes
 * @param origin of the grains' bytes; a packed one is given the address of the whole grain
 */
record SparseExtent(GrainTables tables, long grain, Origin origin) implements DiskExtent {

  @Override
  public void map(long from, long to, RunList into) throws IOException {
    long reach = grain * tables.entriesPerTable();
    for (long at = from; at < to; ) {
      long table = at / reach;
      long stop = Math.min(to, (table + 1) * reach);
      mapTable(table, table * reach, at, stop, into);
      at = stop;
    }
  }

  private void mapTable(long table, long start, long from, long to, RunList into)
      throws IOException {
    int first = (int) ((from - start) / grain);
    int count = (int) ((to - 1 - start) / grain) - first + 1;
    long[] entries = tables.entries(table, first, count);
    if (entries == null) {
      into.absent(to - from);
      return;
    }
    long at = from;
    for (int i = 0; i < count; i++) {
      long begin = start + (first + i) * grain;
      long length = Math.min(to, begin + grain) - at;
      long address = entries[i];
      if (address == EntryCode.ABSENT) {
        into.absent(length);
      } else if (address == EntryCode.ZEROED) {
        into.zeros(length);
      } else if (tables.usable(address)) {
        into.stored(length, origin, origin.packed() ? address : address + (at - begin));
      } else {
        into.broken(length, tables.file().name(), problem(table, first + i, address));
      }
      at += length;
    }
  }

  private String problem(long table, int entry, long address) {
    if (address == GrainTables.LOST) {
      return "grain table " + table + " lies outside the file";
    }
    String where = "entry " + entry + " of grain table " + table;
    return address == EntryCode.INVALID
        ? where + " has no meaning"
        : where + " leads to offset " + address + ", beyond the end at " + tables.file().size();
  }
}
