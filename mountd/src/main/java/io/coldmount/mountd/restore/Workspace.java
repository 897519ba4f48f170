package io.coldmount.mountd.restore;

import java.nio.ByteBuffer;
import java.time.Instant;
import jnr.ffi.Pointer;

/** The native memory of one worker, reused for ever: the copy buffer and small structures. */
final class Workspace {

  static final int BUFFER = 1 << 20;

  private static final int STATX_BYTES = 256;
  private static final int TIMES_BYTES = 32;

  final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  final Pointer bufferAddress = Pointer.wrap(Posix.RUNTIME, buffer);
  final Pointer status = Posix.RUNTIME.getMemoryManager().allocateDirect(STATX_BYTES);
  private final Pointer times = Posix.RUNTIME.getMemoryManager().allocateDirect(TIMES_BYTES);

  /** Two {@code struct timespec}: when last accessed, when last modified. */
  Pointer times(Instant accessed, Instant modified) {
    times.putLong(0, accessed.getEpochSecond());
    times.putLong(8, accessed.getNano());
    times.putLong(16, modified.getEpochSecond());
    times.putLong(24, modified.getNano());
    return times;
  }
}
