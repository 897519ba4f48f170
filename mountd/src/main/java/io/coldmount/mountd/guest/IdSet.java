package io.coldmount.mountd.guest;

import java.util.Arrays;

/** Node ids that were seen; sixteen bytes each at most, for walks over millions of files. */
public final class IdSet {

  private long[] slots = new long[64];
  private int size;

  /**
   * Adds {@code id}, which is more than 0.
   *
   * @return whether it is new
   */
  public boolean add(long id) {
    if (size * 2 >= slots.length) {
      long[] old = slots;
      slots = new long[old.length * 2];
      Arrays.stream(old).filter(known -> known != 0).forEach(this::insert);
    }
    if (!insert(id)) {
      return false;
    }
    size++;
    return true;
  }

  private boolean insert(long id) {
    int mask = slots.length - 1;
    int slot = (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (slots[slot] != 0) {
      if (slots[slot] == id) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = id;
    return true;
  }
}
