package io.coldmount.diskset.vmdk;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Recognises readers that move forward, a few of them at once, by where each was last. Approximate
 * under races, which costs a grain inflated in vain at worst.
 */
final class SequentialReaders {

  private static final int SLOTS = 8;

  /** Requests of one reader overtake each other in the kernel; this far still counts as forward. */
  private static final int STRIDE = 4;

  private final AtomicLongArray last = new AtomicLongArray(SLOTS);
  private final AtomicInteger next = new AtomicInteger();

  SequentialReaders() {
    for (int i = 0; i < SLOTS; i++) {
      last.set(i, Long.MIN_VALUE / 2);
    }
  }

  /** Notes that grain {@code index} is read; true if a reader has moved on to it. */
  boolean note(long index) {
    for (int i = 0; i < SLOTS; i++) {
      long distance = index - last.get(i);
      if (distance <= 0 && distance > -STRIDE) {
        return false;
      }
      if (distance > 0 && distance <= STRIDE) {
        last.set(i, index);
        return true;
      }
    }
    last.set(Math.floorMod(next.getAndIncrement(), SLOTS), index);
    return false;
  }
}
