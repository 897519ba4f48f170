package io.coldmount.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Values that are cached with those of the numbers beside theirs. */
final class NeighbourCacheTest {

  private static final int USUAL = 100;

  private static NeighbourCache<AtomicInteger> cache(long bytes) {
    return new NeighbourCache<>(ImageCache.ofBytes(bytes), AtomicInteger::get, USUAL);
  }

  @Test
  void eachNumberHasItsOwnValue() {
    NeighbourCache<AtomicInteger> cache = cache(1 << 20);
    AtomicInteger[] values = new AtomicInteger[100];
    for (int i = 0; i < values.length; i += 3) {
      values[i] = new AtomicInteger(USUAL);
      cache.put(i, values[i]);
    }
    for (int i = 0; i < values.length; i++) {
      assertThat(cache.peek(i)).isSameAs(values[i]);
    }
    assertThat(cache.peek(1L << 40)).isNull();
  }

  @Test
  void theCacheKeepsItsBound() {
    NeighbourCache<AtomicInteger> cache = cache(100 * USUAL);
    for (int i = 0; i < 10_000; i++) {
      cache.put(i, new AtomicInteger(USUAL));
    }
    int kept = 0;
    for (int i = 0; i < 10_000; i++) {
      kept += cache.peek(i) == null ? 0 : 1;
    }
    assertThat(kept).isBetween(1, 100);
  }

  @Test
  void aValueThatGrowsIsCountedAnew() {
    NeighbourCache<AtomicInteger> cache = cache(1 << 16);
    var small = new AtomicInteger(USUAL);
    cache.put(7, small);
    var growing = new AtomicInteger(USUAL);
    cache.put(1000, growing);
    growing.set(1 << 17); // more than the whole cache may hold
    assertThat(cache.peek(1000)).isSameAs(growing);
    cache.grown(1000, growing);
    assertThat(cache.peek(1000)).isNull();
    assertThat(cache.peek(7)).isSameAs(small);
  }

  @Test
  void aLargeValueIsCountedWhenItComesToItsNeighbours() {
    NeighbourCache<AtomicInteger> cache = cache(1 << 16);
    cache.put(1, new AtomicInteger(USUAL));
    cache.put(2, new AtomicInteger(1 << 17));
    assertThat(cache.peek(1)).isNull();
    assertThat(cache.peek(2)).isNull();
  }

  @Test
  void aValueThatWasReplacedIsNotCounted() {
    NeighbourCache<AtomicInteger> cache = cache(1 << 16);
    var first = new AtomicInteger(USUAL);
    cache.put(5, first);
    var second = new AtomicInteger(USUAL);
    cache.put(5, second);
    first.set(1 << 17);
    cache.grown(5, first);
    assertThat(cache.peek(5)).isSameAs(second);
  }

  @Test
  void nothingIsLeftAfterClearing() {
    NeighbourCache<AtomicInteger> cache = cache(1 << 20);
    cache.put(3, new AtomicInteger(USUAL));
    cache.clear();
    assertThat(cache.peek(3)).isNull();
  }
}
