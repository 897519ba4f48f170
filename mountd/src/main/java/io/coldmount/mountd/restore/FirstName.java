package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import java.util.concurrent.CountDownLatch;

/**
 * The first name in an archive of a file that has several. Entries are made in the order of the
 * archive or at the same time, so who waits for an earlier one waits for no later one.
 */
final class FirstName {

  private final FileName path;
  private final CountDownLatch known = new CountDownLatch(1);
  private volatile boolean good;

  FirstName(FileName path) {
    this.path = path;
  }

  FileName path() {
    return path;
  }

  void is(boolean inTheArchive) {
    good = inTheArchive;
    known.countDown();
  }

  /** Whether it is in the archive under that name. */
  boolean isGood() throws InterruptedException {
    known.await();
    return good;
  }
}
