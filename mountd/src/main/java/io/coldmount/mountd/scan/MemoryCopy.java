package io.coldmount.mountd.scan;

import io.coldmount.mountd.restore.Posix;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import jnr.ffi.Pointer;

/**
 * A guest's file as a file of this host that is only in memory: memfd_create(2). It has no name
 * anywhere, and is gone when it is closed or the process dies.
 */
final class MemoryCopy implements Closeable {

  private static final int MFD_CLOEXEC = 1;
  private static final int BUFFER = 1 << 20;

  /**
   * A buffer and its address, taken while the buffer's position is 0: jnr-ffi adds the position.
   */
  private record NativeBuffer(ByteBuffer bytes, Pointer address) {
    static NativeBuffer make() {
      ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER);
      return new NativeBuffer(bytes, Pointer.wrap(Posix.RUNTIME, bytes));
    }
  }

  private static final ThreadLocal<NativeBuffer> BUFFERS =
      ThreadLocal.withInitial(NativeBuffer::make);

  private final int descriptor;
  private long size;

  private MemoryCopy(int descriptor) {
    this.descriptor = descriptor;
  }

  /** This host has no such files. */
  static final class NoMemoryFilesException extends IOException {

    private static final long serialVersionUID = 1L;

    NoMemoryFilesException(String message) {
      super(message);
    }
  }

  /**
   * Copies {@code target}.
   *
   * @throws NoMemoryFilesException if the fault is the host's
   * @throws IOException if the guest's file cannot be read
   */
  static MemoryCopy of(ScanTarget target) throws IOException {
    int descriptor = Posix.CALLS.memfd_create(Posix.path("coldmount-scan"), MFD_CLOEXEC);
    if (descriptor < 0) {
      throw failed("making a file in memory");
    }
    return new MemoryCopy(descriptor).filled(target);
  }

  private static NoMemoryFilesException failed(String doing) {
    return new NoMemoryFilesException(doing + " failed: " + Posix.CALLS.strerror(Posix.errno()));
  }

  /**
   * This, with {@code target} in the place of what was copied before: the pages that both need
   * stay. On a failure it is closed.
   *
   * @throws NoMemoryFilesException if the fault is the host's
   * @throws IOException if the guest's file cannot be read
   */
  MemoryCopy filled(ScanTarget target) throws IOException {
    boolean complete = false;
    try {
      fill(target);
      complete = true;
      return this;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  private void fill(ScanTarget target) throws IOException {
    ByteBuffer buffer = BUFFERS.get().bytes;
    Pointer address = BUFFERS.get().address;
    if (Posix.CALLS.ftruncate(descriptor, target.size()) < 0) {
      throw failed("making room in memory");
    }
    size = target.size();
    long at = 0;
    while (at < target.size()) {
      int wanted = (int) Math.min(BUFFER, target.size() - at);
      int count = target.node().read(at, buffer.clear().limit(wanted));
      if (count <= 0) {
        throw new IOException("the file ends before its size of " + target.size() + " bytes");
      }
      for (int done = 0; done < count; ) {
        long written = Posix.CALLS.pwrite(descriptor, address.slice(done), count - done, at + done);
        if (written <= 0) {
          throw failed("writing to memory");
        }
        done += (int) written;
      }
      at += count;
    }
  }

  /** The size of what it holds, in bytes. */
  long size() {
    return size;
  }

  int descriptor() {
    return descriptor;
  }

  /** A path by which programs of the same user can open it while this process holds it. */
  String path() {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor;
  }

  @Override
  public void close() {
    Posix.CALLS.close(descriptor);
  }
}
