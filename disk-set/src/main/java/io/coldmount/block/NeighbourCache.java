package io.coldmount.block;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Small values whose numbers lie side by side where they are used together: the inodes of one
 * folder mostly. An {@link ImageCache} holds them by groups of neighbours, as what it does for an
 * entry would otherwise cost as much as making the value.
 */
public final class NeighbourCache<V> {

  private static final int SHIFT = 4;
  private static final int SIZE = 1 << SHIFT;

  private final ImageCache.Region<Group<V>> groups;
  private final ToIntFunction<? super V> weigher;
  private final int usualWeight;

  /**
   * A part of {@code cache}.
   *
   * @param weigher the bytes a value holds
   * @param usualWeight what most values hold; a group is counted as if it were full of these
   */
  public NeighbourCache(ImageCache cache, ToIntFunction<? super V> weigher, int usualWeight) {
    this.weigher = weigher;
    this.usualWeight = usualWeight;
    this.groups = cache.region(Group::count);
  }

  /** Values of consecutive numbers. Two threads may make the same one; either will do. */
  private static final class Group<V> {
    private final NeighbourCache<V> owner;
    private final AtomicReferenceArray<@Nullable V> values = new AtomicReferenceArray<>(SIZE);
    private volatile int counted;

    Group(NeighbourCache<V> owner) {
      this.owner = owner;
    }

    @Nullable V get(long number) {
      return values.get((int) number & (SIZE - 1));
    }

    void set(long number, V value) {
      values.set((int) number & (SIZE - 1), value);
    }

    private int weight() {
      long weight = 0;
      for (int i = 0; i < SIZE; i++) {
        V value = values.get(i);
        weight += value == null ? 0 : owner.weigher.applyAsInt(value);
      }
      return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    /** What the cache counts from now on. */
    int count() {
      counted = Math.max(SIZE * owner.usualWeight, weight());
      return counted;
    }

    boolean hasOutgrownItsCount() {
      return weight() > counted;
    }
  }

  /** The value of {@code number}, or null. */
  public @Nullable V peek(long number) {
    Group<V> group = groups.peek(number >>> SHIFT);
    return group == null ? null : group.get(number);
  }

  public void put(long number, V value) {
    long key = number >>> SHIFT;
    Group<V> group = groups.peek(key);
    if (group == null) {
      group = new Group<>(this);
      group.set(number, value);
      groups.put(key, group);
    } else {
      group.set(number, value);
      reweigh(value, key, group);
    }
  }

  /** Has the cache count what a value holds by now, if it is still there. */
  @SuppressWarnings("ReferenceEquality") // another object holds other bytes, also if it is equal
  public void grown(long number, V value) {
    long key = number >>> SHIFT;
    Group<V> group = groups.peek(key);
    if (group != null && group.get(number) == value) {
      reweigh(value, key, group);
    }
  }

  private void reweigh(V value, long key, Group<V> group) {
    if (weigher.applyAsInt(value) > usualWeight && group.hasOutgrownItsCount()) {
      groups.put(key, group);
    }
  }

  /** Drops every value: for closing an image. */
  public void clear() {
    groups.clear();
  }
}
