package io.coldmount.mountd.restore;

import io.coldmount.block.Extent;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Copies a file's bytes into an open file of the host, holes as holes. */
final class ContentCopy {

  /** The guest's file cannot be read any further; what lies before is copied. */
  static final class SourceException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long position;

    SourceException(long position, IOException cause) {
      super(cause.getMessage(), cause);
      this.position = position;
    }

    /** How many bytes from the beginning are there. */
    long position() {
      return position;
    }
  }

  private static final byte[] ZEROS = new byte[64 * 1024];

  private final Node node;
  private final long size;
  private final Workspace work;
  private final RestoreLog log;
  private final @Nullable MessageDigest digest;

  /**
   * @param digest is fed the bytes of the whole file, those of holes too
   */
  ContentCopy(
      Node node, long size, Workspace work, RestoreLog log, @Nullable MessageDigest digest) {
    this.node = node;
    this.size = size;
    this.work = work;
    this.log = log;
    this.digest = digest;
  }

  /**
   * Copies all.
   *
   * @throws SourceException if the guest's file cannot be read to its end
   */
  void to(int descriptor) throws SourceException, HostException {
    long at = 0;
    boolean endsInHole = size > 0;
    while (at < size) {
      long run = run(at);
      if (run < 0) {
        zeros(-run);
        at -= run;
        endsInHole = true;
        continue;
      }
      int count = read(at, (int) run);
      write(descriptor, at, count);
      at += count;
      endsInHole = false;
    }
    if (endsInHole) {
      Posix.check(Posix.CALLS.ftruncate(descriptor, size), "setting the size");
    }
  }

  /** How much data lies at {@code at}, at most a buffer; or, negative, how long the hole is. */
  private long run(long at) throws SourceException {
    try {
      long limit = Math.min(size - at, Workspace.BUFFER);
      long length = 0;
      while (length < limit) {
        boolean first = length == 0;
        Extent extent = node.extent(at + length, size - at - length);
        if (extent.isHole()) {
          return first ? -extent.length() : length;
        }
        length += extent.length();
      }
      return limit;
    } catch (IOException e) {
      throw new SourceException(at, e);
    }
  }

  private int read(long at, int run) throws SourceException {
    try {
      int count = node.read(at, work.buffer.clear().limit(run));
      if (count <= 0) {
        throw new IOException("the file ends before its size of " + size + " bytes");
      }
      return count;
    } catch (IOException e) {
      throw new SourceException(at, e);
    }
  }

  private void write(int descriptor, long at, int count) throws HostException {
    if (digest != null) {
      digest.update(work.buffer.duplicate().position(0).limit(count));
    }
    int done = 0;
    while (done < count) {
      var from = done == 0 ? work.bufferAddress : work.bufferAddress.slice(done);
      long written = Posix.CALLS.pwrite(descriptor, from, count - done, at + done);
      if (written < 0 && Posix.errno() != Posix.EINTR) {
        throw Posix.failed("writing the file");
      }
      done += (int) Math.max(0, written);
    }
    log.progress(count);
  }

  private void zeros(long length) {
    if (digest != null) {
      for (long left = length; left > 0; left -= ZEROS.length) {
        digest.update(ZEROS, 0, (int) Math.min(left, ZEROS.length));
      }
    }
    log.progress(length);
  }
}
