package io.coldmount.mountd.host;

import io.coldmount.diskset.HostFile;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/** A host file by its descriptor. */
final class NativeFile implements HostFile {

  /** The most bytes that go through the buffer of a thread that reads into the heap. */
  private static final int BOUNCE = 256 * 1024;

  private static final ThreadLocal<ByteBuffer> BOUNCES =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BOUNCE));
  private static final Cleaner CLEANER = Cleaner.create();
  private static final byte[] NULL_DEVICE = PathBytes.of("/dev/null");

  private final Path path;
  private final int fd;
  private final long size;
  private final HostRuns runs;

  private volatile boolean closed;

  NativeFile(Path path, int fd, long size) {
    this.path = path;
    this.fd = fd;
    this.size = size;
    this.runs = new HostRuns(path, fd, size);
    CLEANER.register(this, () -> Linux.close(fd));
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      return target.isDirect() ? readDirect(position, target) : readHeap(position, target);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private int readDirect(long position, ByteBuffer target) throws IOException {
    int wanted = target.remaining();
    long count = pread(position, target);
    if (count < 0) {
      throw new IOException(
          path
              + ": the host cannot read "
              + wanted
              + " bytes at offset "
              + position
              + ": "
              + Linux.message((int) -count));
    }
    target.position(target.position() + (int) count);
    return count == 0 && wanted > 0 ? -1 : (int) count;
  }

  private long pread(long position, ByteBuffer target) {
    try {
      long count;
      do {
        count = Linux.pread(fd, Linux.address(target), target.remaining(), position);
      } while (count == -Errno.EINTR);
      return count;
    } finally {
      Reference.reachabilityFence(target);
    }
  }

  private int readHeap(long position, ByteBuffer target) throws IOException {
    ByteBuffer bounce = BOUNCES.get();
    bounce.clear().limit(Math.min(BOUNCE, target.remaining()));
    int count = readDirect(position, bounce);
    target.put(bounce.flip());
    return count;
  }

  @Override
  public long run(long position) throws IOException {
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      return runs.at(position);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Lets go of the file at once. A read that runs meanwhile must not meet another file under the
   * same descriptor, so the number first names the null device, and is given back when no thread
   * can use it any more.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      int nothing = Linux.open(NULL_DEVICE, Linux.O_RDONLY | Linux.O_CLOEXEC);
      if (nothing >= 0) { // else the cleaner lets go, later
        Linux.dup2(nothing, fd);
        Linux.close(nothing);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
