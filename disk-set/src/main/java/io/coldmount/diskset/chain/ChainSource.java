package io.coldmount.diskset.chain;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import io.coldmount.block.ImageCache;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The guest's view of a chain: for each byte the newest layer that holds it. Takes no lock; two
 * threads that miss a window at once both build it.
 */
public final class ChainSource extends BlockSource {

  /** Runs a window may have at most if the layers' grains are aligned: 200 KiB of map. */
  private static final long MAX_RUNS = 8192;

  /** What a window covers at most: one grain table of a usual VMDK. */
  private static final long MAX_WINDOW = 32L << 20;

  /** How many windows one extent may merge: bounds the work of a request over an empty disk. */
  private static final int MAX_MERGED = 64;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16).asReadOnlyBuffer();

  private final List<? extends Layer> layers;
  private final int shift;
  private final ImageCache.Region<Window> windows;
  private volatile @Nullable Window last;

  /**
   * @param layers the newest first
   */
  public ChainSource(String name, List<? extends Layer> layers, ImageCache cache) {
    super(name, layers.getFirst().size());
    this.layers = List.copyOf(layers);
    this.shift = shift(layers);
    this.windows = cache.region(Window::weight);
  }

  private static int shift(List<? extends Layer> layers) {
    long grain = layers.stream().mapToLong(Layer::grain).min().orElseThrow();
    if (grain == Long.MAX_VALUE) {
      return Long.SIZE - 2; // the map does not grow with the disk: one window holds it all
    }
    long window = Math.min(MAX_WINDOW, Math.max(grain, 512) * MAX_RUNS);
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(window);
  }

  /** Forgets the maps; for closing. */
  public void forget() {
    last = null;
    windows.clear();
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    int limit = target.limit();
    long end = position + target.remaining();
    long at = position;
    try {
      while (at < end) {
        Window window = window(at);
        for (int run = window.find(at); at < end && at < window.end(); run++) {
          int count = (int) (Math.min(end, window.end(run)) - at);
          target.limit(target.position() + count);
          copy(window, run, at, target);
          at += count;
        }
      }
    } finally {
      target.limit(limit);
    }
  }

  private static void copy(Window window, int run, long at, ByteBuffer target) throws IOException {
    Origin origin = window.origin(run);
    if (origin == null) {
      zero(target);
    } else {
      origin.read(at, window.stored(run, at), target);
    }
  }

  private static void zero(ByteBuffer target) {
    while (target.hasRemaining()) {
      int count = Math.min(target.remaining(), ZEROS.capacity());
      target.put(target.position(), ZEROS, 0, count);
      target.position(target.position() + count);
    }
  }

  @Override
  protected Extent extentInside(long position, long length) throws IOException {
    long stop = position + length;
    Extent merged = next(position, stop);
    for (int i = 0; i < MAX_MERGED && merged.end() < stop; i++) {
      Extent following = next(merged.end(), stop);
      if (!continues(merged, following)) {
        break;
      }
      merged = new Extent(position, following.end() - position, merged.stored());
    }
    return merged;
  }

  private Extent next(long position, long stop) throws IOException {
    Window window = window(position);
    int run = window.find(position);
    long length = Math.min(stop, window.end(run)) - position;
    Origin origin = window.origin(run);
    return origin == null
        ? Extent.hole(position, length)
        : origin.extent(position, length, window.stored(run, position));
  }

  private static boolean continues(Extent one, Extent two) {
    Extent.Storage before = one.stored();
    Extent.Storage after = two.stored();
    if (before == null || after == null) {
      return before == null && after == null;
    }
    return !before.packed()
        && !after.packed()
        && before.offset() + one.length() == after.offset()
        && before.file().equals(after.file())
        && before.link().equals(after.link());
  }

  private Window window(long position) throws IOException {
    Window recent = last;
    if (recent != null && recent.contains(position)) {
      return recent;
    }
    long index = position >>> shift;
    Window window = windows.peek(index);
    if (window == null) {
      window = build(index);
      windows.put(index, window);
    }
    last = window;
    return window;
  }

  private Window build(long index) throws IOException {
    long from = index << shift;
    long length = Math.min(1L << shift, size() - from);
    RunList runs = new RunList(from);
    layers.getFirst().map(from, from + length, runs);
    for (int i = 1; i < layers.size(); i++) {
      long absent = runs.firstAbsent();
      if (absent < 0) {
        break;
      }
      runs = runs.over(mapped(layers.get(i), absent, runs.lastAbsent()));
    }
    return runs.window();
  }

  /** A layer's runs of [from, to); what lies beyond the end of a smaller disk is absent. */
  private static RunList mapped(Layer layer, long from, long to) throws IOException {
    RunList runs = new RunList(from);
    long inside = Math.min(to, layer.size());
    if (from < inside) {
      layer.map(from, inside, runs);
    }
    runs.absent(to - runs.end());
    return runs;
  }
}
