package io.coldmount.mountd.daemon;

import java.util.List;

/**
 * Who asks: the kernel's record of the process that connected, at the moment it did.
 *
 * @param groups the supplementary ones
 */
record Caller(long uid, long gid, List<Long> groups) {

  Caller {
    groups = List.copyOf(groups);
  }

  boolean isRoot() {
    return uid == 0;
  }

  /** Whether this caller may see and end what {@code owner} has. */
  boolean mayTouch(Caller owner) {
    return isRoot() || uid == owner.uid;
  }
}
