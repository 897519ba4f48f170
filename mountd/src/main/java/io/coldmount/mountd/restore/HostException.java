package io.coldmount.mountd.restore;

import java.io.IOException;

/** A system call of the host failed. */
final class HostException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * @param doing what was tried: {@code making the folder}
   */
  HostException(String doing, int errno) {
    super(doing + " failed: " + Posix.CALLS.strerror(errno));
    this.errno = errno;
  }

  int errno() {
    return errno;
  }

  /** Whether every other file would fail the same way, so that going on helps nobody. */
  boolean endsAll() {
    return errno == Posix.ENOSPC || errno == Posix.EDQUOT || errno == Posix.EROFS;
  }
}
