package io.coldmount.mountd.restore;

import io.coldmount.block.Extent;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a file has data, and the form of that in a tar archive: GNU tar's manual, "PAX Format,
 * Version 1.0". Runs begin and end at blocks of the archive, the last one at the file's end.
 */
record SparseMap(long size, List<Run> runs) {

  /** A run of data. */
  record Run(long position, long length) {
    long end() {
      return position + length;
    }
  }

  /** A file in more pieces is not archived: its map alone would fill the memory. */
  private static final int MOST_RUNS = 1 << 19;

  static SparseMap of(Node node, long size) throws IOException {
    List<Run> runs = new ArrayList<>();
    long at = 0;
    while (at < size) {
      Extent extent = node.extent(at, size - at);
      at = extent.end();
      if (!extent.isHole()) {
        add(runs, extent, size);
      }
    }
    return new SparseMap(size, runs);
  }

  private static void add(List<Run> runs, Extent extent, long size) throws IOException {
    long start = extent.position() & -TarHeader.BLOCK;
    long end = Math.min(size, extent.end() + TarHeader.padding(extent.end()));
    if (!runs.isEmpty() && runs.getLast().end() >= start) {
      start = runs.removeLast().position();
    }
    if (runs.size() == MOST_RUNS) {
      throw new RefusedException("the file has data in more than " + MOST_RUNS + " places");
    }
    runs.add(new Run(start, end - start));
  }

  boolean isSparse() {
    return dataLength() < size;
  }

  long dataLength() {
    long sum = 0;
    for (Run run : runs) {
      sum += run.length;
    }
    return sum;
  }

  /** The map as it stands before the data, padded to whole blocks. */
  byte[] encoded() {
    StringBuilder text = new StringBuilder();
    boolean reachesEnd = !runs.isEmpty() && runs.getLast().end() == size;
    text.append(runs.size() + (reachesEnd ? 0 : 1)).append('\n');
    for (Run run : runs) {
      text.append(run.position).append('\n').append(run.length).append('\n');
    }
    if (!reachesEnd) {
      text.append(size).append("\n0\n");
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    return java.util.Arrays.copyOf(bytes, bytes.length + TarHeader.padding(bytes.length));
  }
}
