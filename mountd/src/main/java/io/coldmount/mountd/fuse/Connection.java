package io.coldmount.mountd.fuse;

import java.util.concurrent.TimeUnit;

/** What serves one mount, from INIT until the kernel has ended it. */
public interface Connection {

  /** Waits until the kernel has ended the mount. */
  void awaitEnd() throws InterruptedException;

  /** Waits for the same, or until the time is over; says whether the mount has ended. */
  boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException;

  boolean hasEnded();

  /** One more descriptor of a mount that another process can take over; -1 if none can. */
  default int duplicate() {
    return -1;
  }

  /** From the return on, no thread uses the tree: every request fails. */
  void close();
}
