package io.coldmount.mountd.fuse;

import java.io.IOException;

/** A request that the files' nature refuses: not a fault, and not logged. */
final class RefusedException extends IOException {

  private final int errno;

  RefusedException(int errno) {
    super("error " + errno);
    this.errno = errno;
  }

  static void require(boolean condition, int errno) throws RefusedException {
    if (!condition) {
      throw new RefusedException(errno);
    }
  }

  int errno() {
    return errno;
  }

  /** Costs nothing: it is an answer, not an accident. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
