package io.coldmount.fs.fat;

import io.coldmount.block.ImageException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The clusters that more than one file leads to. Nothing in a cluster says whose it is, so each of
 * these files may show the bytes of another one: all of them end there.
 *
 * <p>They are found by one walk over all directories and chains. It ends because a cluster is
 * walked over once: what leads to a cluster that was met before is not followed on.
 */
final class SharedClusters {

  /**
   * As many as FAT32 can have; 64 MiB of memory, if a volume uses them all. Of a sound volume no
   * more entries of the table are looked at; where chains meet, they can be as many again for each.
   */
  static final long MOST_CLUSTERS = 1L << 28;

  private final Format format;
  private final Clusters clusters;
  private final ClusterSet met = new ClusterSet();
  private final ClusterSet shared;
  private long left = MOST_CLUSTERS;
  private boolean complete = true;

  private SharedClusters(Format format, ClusterSet shared) {
    this.format = format;
    this.clusters = format.clusters();
    this.shared = shared;
  }

  /**
   * What the walk found.
   *
   * @param complete whether it came to its end; if not, no file can be said to share nothing
   */
  record Found(ClusterSet shared, boolean complete) {}

  /** Walks over the volume. What is damaged leads nowhere. */
  static Found find(Format format) throws IOException {
    var shared = new ClusterSet();
    var walk = new SharedClusters(format, shared);
    try {
      for (DataMap map : format.systemMaps()) {
        walk.claim(map);
      }
    } catch (ImageException e) {
      // files of the format that cannot be found cannot be told from others
    }
    walk.directories();
    return new Found(shared, walk.complete);
  }

  private void directories() throws IOException {
    Deque<Item> waiting = new ArrayDeque<>();
    waiting.add(format.root());
    while (!waiting.isEmpty() && isUnderWay()) {
      try {
        DataMap map = format.map(waiting.remove());
        long own = claim(map);
        for (long id : entries(map.first(own))) {
          if (isUnderWay()) {
            entry(id, waiting);
          }
        }
      } catch (ImageException e) {
        // a directory that cannot be read names no files
      }
    }
  }

  private boolean isUnderWay() {
    complete &= left > 0;
    return complete;
  }

  private List<Long> entries(DataMap directory) throws IOException {
    List<Long> ids = new ArrayList<>();
    format.scan(
        directory,
        0,
        new Format.ScanSink() {
          @Override
          public boolean file(
              long slot, long next, String name, String alias, long id, boolean isDir, long first) {
            ids.add(id);
            return true;
          }

          @Override
          public void damaged(io.coldmount.block.CorruptException problem) {
            // a listing tells it
          }
        });
    return ids;
  }

  private void entry(long id, Deque<Item> waiting) throws IOException {
    try {
      Item item = format.item(id);
      if (item.directory()) {
        waiting.add(item);
      } else {
        claim(format.map(item));
      }
    } catch (ImageException | NoSuchFileException e) {
      // a file that cannot be read leads to no cluster
    }
  }

  /** Notes the clusters of {@code map}; returns its bytes before the first that was met before. */
  private long claim(DataMap map) {
    long own = map.length();
    left -= Math.max(0, map.steps() - map.length() / clusters.size());
    for (int run = 0; run < map.runs() && isUnderWay(); run++) {
      if (map.position(map.offset(run)) < clusters.heap()) {
        continue; // the root directory of FAT12 and FAT16
      }
      long first = clusters.number(map.position(map.offset(run)));
      long bytes = map.end(run) - map.offset(run);
      long all = (bytes - 1) / clusters.size() + 1;
      long count = Math.min(left, all);
      complete &= count == all;
      left -= count;
      for (long i = 0; i < count; i++) {
        if (!met.add(first + i)) {
          shared.add(first + i);
          own = Math.min(own, map.offset(run) + i * clusters.size());
        }
      }
    }
    return own;
  }

  /**
   * {@code map} up to the first of its clusters that is shared; without any byte where the walk was
   * given up, because what it did not come to may lead to these clusters as well.
   */
  static DataMap cut(DataMap map, Found found, Clusters clusters) {
    DataMap own = cut(map, found.shared(), clusters);
    return found.complete() || own.length() == 0
        ? own
        : own.cut(
            0,
            "the search for clusters that several files lead to was given up, so they may be"
                + " another file's (ignore_crosslinks reads them)");
  }

  private static DataMap cut(DataMap map, ClusterSet shared, Clusters clusters) {
    if (shared.isEmpty()) {
      return map;
    }
    for (int run = 0; run < map.runs(); run++) {
      long first = clusters.number(map.position(map.offset(run)));
      for (long at = map.offset(run); at < map.end(run); at += clusters.size()) {
        long cluster = first + (at - map.offset(run)) / clusters.size();
        if (shared.contains(cluster)) {
          return map.cut(at, "another file leads to its cluster " + cluster + ", too");
        }
      }
    }
    return map;
  }
}
