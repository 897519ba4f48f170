package io.coldmount.mountd.fuse;

/** Whether a mount is asked for anything. Costs the threads that are asked nearly nothing. */
final class Activity {

  private volatile boolean seen;

  void see() {
    if (!seen) { // the memory is written to once in a while, and read from every thread's cache
      seen = true;
    }
  }

  /** Whether there was any since the last call. */
  boolean wasThere() {
    boolean was = seen;
    seen = false;
    return was;
  }
}
