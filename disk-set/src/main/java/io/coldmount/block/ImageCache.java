package io.coldmount.block;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One cache, bounded in bytes, that all images of the process share: decoded metadata blocks,
 * inodes, directory indexes, extent maps, inflated grains. Each user takes a {@link Region} of its
 * own.
 */
public final class ImageCache {

  /** What an entry costs besides its value: the key, the node and the table slot. */
  private static final int ENTRY_OVERHEAD = 96;

  private static final AtomicInteger NEXT_REGION = new AtomicInteger();

  private final Cache<Key, Entry> entries;

  /** Numbers of regions that were cleared, whose values are still to be removed. */
  private final Set<Integer> cleared = ConcurrentHashMap.newKeySet();

  private ImageCache(long maximumBytes) {
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .weigher((Key key, Entry entry) -> entry.weight)
            .executor(Runnable::run)
            .build();
  }

  /** A cache that holds at most about {@code bytes} bytes. */
  public static ImageCache ofBytes(long bytes) {
    return new ImageCache(bytes);
  }

  /**
   * A part of the cache with its own keys.
   *
   * @param weigher the bytes a value holds, overhead of the entry not counted
   */
  public <V> Region<V> region(ToIntFunction<? super V> weigher) {
    sweep();
    return new Region<>(this, weigher);
  }

  /** Removes what cleared regions held, in one walk for all of them. */
  private void sweep() {
    Set<Integer> now = Set.copyOf(cleared);
    if (!now.isEmpty()) {
      entries.asMap().keySet().removeIf(key -> now.contains(key.region));
      cleared.removeAll(now);
    }
  }

  private record Key(int region, long id) {
    @Override
    public int hashCode() {
      long mixed = (id ^ ((long) region << 40)) * 0x9E3779B97F4A7C15L;
      return (int) (mixed >>> 32);
    }
  }

  private record Entry(Object value, int weight) {}

  /** Makes the value of a key. */
  @FunctionalInterface
  public interface Loader<V> {
    V load(long key) throws IOException;
  }

  /** The values of one user of the cache, by 64-bit key. */
  public static final class Region<V> {
    private final ImageCache cache;
    private final Cache<Key, Entry> entries;
    private final ToIntFunction<? super V> weigher;
    private volatile int id = NEXT_REGION.getAndIncrement();

    private Region(ImageCache cache, ToIntFunction<? super V> weigher) {
      this.cache = cache;
      this.entries = cache.entries;
      this.weigher = weigher;
    }

    /**
     * The cached value of {@code key}, or the one that {@code loader} makes. Two threads that miss
     * at once may both load; loaders hold no lock, so they may use the cache themselves.
     */
    public V get(long key, Loader<? extends V> loader) throws IOException {
      V cached = peek(key);
      if (cached != null) {
        return cached;
      }
      V loaded = loader.load(key);
      put(key, loaded);
      return loaded;
    }

    /** The cached value, or null. */
    @SuppressWarnings("unchecked") // only put() fills this region, and it takes V alone
    public @Nullable V peek(long key) {
      Entry entry = entries.getIfPresent(new Key(id, key));
      return entry == null ? null : (V) entry.value;
    }

    public void put(long key, V value) {
      int weight = weigher.applyAsInt(value);
      entries.put(
          new Key(id, key),
          new Entry(value, (int) Math.min(Integer.MAX_VALUE, weight + (long) ENTRY_OVERHEAD)));
    }

    /**
     * Drops every value of this region: for closing an image. They are not found any more; their
     * memory is free when it is needed, or when the next image is opened.
     */
    public void clear() {
      int old = id;
      id = NEXT_REGION.getAndIncrement();
      cache.cleared.add(old);
    }
  }
}
