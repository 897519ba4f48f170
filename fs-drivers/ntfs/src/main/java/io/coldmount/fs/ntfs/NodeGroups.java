package io.coldmount.fs.ntfs;

import io.coldmount.block.ImageCache;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that were made so far, as far as the cache has room for them. Files of one folder have
 * records side by side mostly, so the cache holds nodes by groups of neighbours: what it does for
 * an entry would otherwise cost as much as making the node.
 */
final class NodeGroups {

  private static final int SHIFT = 4;
  private static final int SIZE = 1 << SHIFT;

  /** About what a file in one run takes; a group is counted as if it were full of these. */
  private static final int USUAL_WEIGHT = 600;

  private final ImageCache.Region<Group> groups;

  NodeGroups(ImageCache cache) {
    this.groups = cache.region(Group::count);
  }

  /** Nodes of consecutive records. Two threads may make the same one; either will do. */
  private static final class Group {
    private final AtomicReferenceArray<@Nullable NtfsNode> nodes = new AtomicReferenceArray<>(SIZE);
    private volatile int counted;

    @Nullable NtfsNode get(long number) {
      return nodes.get((int) number & (SIZE - 1));
    }

    void set(long number, NtfsNode node) {
      nodes.set((int) number & (SIZE - 1), node);
    }

    private int weight() {
      long weight = 0;
      for (int i = 0; i < SIZE; i++) {
        NtfsNode node = nodes.get(i);
        weight += node == null ? 0 : node.weight();
      }
      return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    /** What the cache counts from now on. */
    int count() {
      counted = Math.max(SIZE * USUAL_WEIGHT, weight());
      return counted;
    }

    boolean hasOutgrownItsCount() {
      return weight() > counted;
    }
  }

  @Nullable NtfsNode peek(long number) {
    Group group = groups.peek(number >>> SHIFT);
    return group == null ? null : group.get(number);
  }

  void put(NtfsNode node) {
    long key = node.number() >>> SHIFT;
    Group group = groups.peek(key);
    if (group == null) {
      group = new Group();
      group.set(node.number(), node);
      groups.put(key, group);
    } else {
      group.set(node.number(), node);
      reweigh(node, key, group);
    }
  }

  /** Has the cache count what a node has learnt since. */
  void grown(NtfsNode node) {
    long key = node.number() >>> SHIFT;
    Group group = groups.peek(key);
    if (group != null && group.get(node.number()) == node) {
      reweigh(node, key, group);
    }
  }

  private void reweigh(NtfsNode node, long key, Group group) {
    if (node.weight() > USUAL_WEIGHT && group.hasOutgrownItsCount()) {
      groups.put(key, group);
    }
  }

  void clear() {
    groups.clear();
  }
}
