package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An open FAT or exFAT volume. */
final class FatFileSystem implements FileSystem {

  /** The root's id: no directory entry lies in the first sector. */
  static final long ROOT = 1;

  /** 255 units of UTF-16 are at most so many bytes. */
  private static final int NAME_MAX = 765;

  /** No guest makes paths of more levels: each needs two characters of at most 32,767. */
  private static final int MOST_LEVELS = 16_384;

  private final Format format;
  private final VolumeBlocks blocks;
  private final FatNode root;
  private final ImageCache.Region<FatNode> nodes;
  private final ImageCache.Region<NameIndex> indexes;
  private final ImageCache.Region<Long> parents;
  private final boolean crossLinksIgnored;
  private volatile @Nullable Statistics statistics;
  private volatile SharedClusters.@Nullable Found shared;

  FatFileSystem(Format format, VolumeBlocks blocks, ImageCache cache, boolean crossLinksIgnored) {
    this.crossLinksIgnored = crossLinksIgnored;
    this.format = format;
    this.blocks = blocks;
    this.root = new FatNode(this, format.root());
    this.nodes = cache.region(FatNode::weight);
    this.indexes = cache.region(NameIndex::weight);
    this.parents = cache.region(parent -> 24);
  }

  Format driver() {
    return format;
  }

  BlockSource volume() {
    return blocks.volume();
  }

  @Override
  public String format() {
    return format.name();
  }

  @Override
  public String label() {
    try {
      return format.label();
    } catch (IOException e) {
      return ""; // listing the root says what is wrong with it
    }
  }

  @Override
  public String uuid() {
    return format.uuid();
  }

  /** Those of its opening, and what was found out since. */
  @Override
  public List<Condition> conditions() {
    SharedClusters.Found known = shared;
    if (known == null || known.complete()) {
      return format.conditions();
    }
    List<Condition> all = new ArrayList<>(format.conditions());
    all.add(
        new Condition(
            Condition.Kind.CHECK_INCOMPLETE,
            "The search for clusters that several files lead to was given up after %,d entries of the"
                    .formatted(SharedClusters.MOST_CLUSTERS)
                + " allocation table, so files are not read (-o ignore_crosslinks reads them)."));
    return List.copyOf(all);
  }

  /** Free clusters are counted once, in the allocation table: what FSInfo says is not trusted. */
  @Override
  public Statistics statistics() throws IOException {
    Statistics known = statistics;
    if (known == null) {
      Clusters clusters = format.clusters();
      long free = format.freeClusters();
      known = new Statistics(clusters.size(), clusters.count(), free, free, 0, 0, NAME_MAX);
      statistics = known;
    }
    return known;
  }

  @Override
  public Node root() {
    return root;
  }

  @Override
  public Node node(long id) throws IOException {
    return nodeOf(id);
  }

  FatNode nodeOf(long id) throws IOException {
    if (id == ROOT) {
      return root;
    }
    FatNode cached = nodes.peek(id);
    if (cached != null) {
      return cached;
    }
    if (id < 0 || id >> ID_BITS != 0) {
      throw new NoSuchFileException("node " + id);
    }
    var node = new FatNode(this, format.item(id));
    nodes.put(id, node);
    return node;
  }

  /** Has the cache count what {@code node} has learnt since. */
  void grown(FatNode node) {
    if (node.id() != ROOT) {
      nodes.put(node.id(), node);
    }
  }

  /**
   * What may be read of {@code map}, which is that of {@code item}. The first file that is read
   * costs a walk over the volume, by which the clusters are known that several files lead to.
   */
  DataMap readable(Item item, DataMap map) throws IOException {
    return item.directory() || crossLinksIgnored
        ? map
        : SharedClusters.cut(map, sharedClusters(), format.clusters());
  }

  /** Whether that walk was made. */
  boolean isSearched() {
    return shared != null;
  }

  private SharedClusters.Found sharedClusters() throws IOException {
    SharedClusters.Found known = shared;
    if (known == null) {
      synchronized (this) {
        known = shared;
        if (known == null) {
          known = SharedClusters.find(format);
          shared = known;
        }
      }
    }
    return known;
  }

  NameIndex index(FatNode directory) throws IOException {
    return indexes.get(directory.id(), id -> directory.makeIndex());
  }

  void parent(long child, long directory) {
    parents.put(child, directory);
  }

  /**
   * The first clusters of a directory and of those above it, as far as they are known: an entry
   * that leads to one of them would make a loop.
   */
  Set<Long> ancestry(FatNode directory) throws IOException {
    var clusters = new HashSet<Long>();
    clusters.add(root.item().cluster());
    FatNode at = directory;
    for (int level = 0; level < MOST_LEVELS && at.id() != ROOT; level++) {
      clusters.add(at.item().cluster());
      Long parent = parents.peek(at.id());
      if (parent == null) {
        break;
      }
      at = nodeOf(parent);
    }
    return clusters;
  }

  /**
   * The directory that holds the entry of {@code id}: remembered, or found by a walk over all
   * directories, each of which is visited once.
   */
  long parentOf(long id) throws IOException {
    Long known = parents.peek(id);
    if (known != null) {
      return known;
    }
    var waiting = new ArrayDeque<Long>();
    var visited = new HashSet<Long>();
    waiting.add(ROOT);
    while (!waiting.isEmpty()) {
      long directory = waiting.remove();
      try {
        DataMap map = nodeOf(directory).map();
        if (map.holds(id << DirectoryEntries.SHIFT)) {
          parents.put(id, directory);
          return directory;
        }
        format.scan(map, 0, new Subdirectories(visited, waiting));
      } catch (ImageException e) {
        // a damaged directory shows what it can
      }
    }
    throw new CorruptException(volume().name(), "no directory holds the entry of node " + id);
  }

  private record Subdirectories(Set<Long> visited, Deque<Long> waiting) implements Format.ScanSink {
    @Override
    public boolean file(
        long slot, long next, String name, String alias, long id, boolean directory, long cluster) {
      if (directory && visited.add(cluster)) {
        waiting.add(id);
      }
      return true;
    }

    @Override
    public void damaged(CorruptException problem) {
      // a listing of that directory tells it
    }
  }

  @Override
  public void close() {
    blocks.forget();
    nodes.clear();
    indexes.clear();
    parents.clear();
  }
}
