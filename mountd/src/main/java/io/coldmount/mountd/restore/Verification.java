package io.coldmount.mountd.restore;

import java.security.MessageDigest;

/** Reads a file that was written again, from the disk. */
final class Verification {

  private Verification() {}

  /** The SHA-256 of the open file; its pages are written out and dropped first. */
  static byte[] of(int descriptor, long size, Workspace work) throws HostException {
    Posix.check(Posix.CALLS.fdatasync(descriptor), "writing the file to the disk");
    Posix.CALLS.posix_fadvise(descriptor, 0, 0, Posix.POSIX_FADV_DONTNEED);
    MessageDigest digest = FileRestorer.sha256();
    long at = 0;
    while (at <= size) {
      long count = Posix.CALLS.pread(descriptor, work.bufferAddress, Workspace.BUFFER, at);
      if (count < 0 && Posix.errno() == Posix.EINTR) {
        continue;
      }
      if (count < 0) {
        throw Posix.failed("reading the file again");
      }
      if (count == 0) {
        break;
      }
      digest.update(work.buffer.duplicate().position(0).limit((int) count));
      at += count;
    }
    return digest.digest();
  }
}
