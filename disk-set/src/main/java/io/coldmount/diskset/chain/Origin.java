package io.coldmount.diskset.chain;

import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of a run come from. Compared by identity: neighbouring runs merge only if they
 * have the same origin. Safe for many threads at once.
 */
public abstract class Origin {

  /** The mark of a run that its layer does not hold: the parent's bytes show there. */
  static final Origin ABSENT =
      new Origin() {
        @Override
        public void read(long position, long stored, ByteBuffer target) {
          throw new IllegalStateException("a run of a finished map is absent");
        }

        @Override
        public Extent extent(long position, long length, long stored) {
          throw new IllegalStateException("a run of a finished map is absent");
        }
      };

  /**
   * Fills {@code target}.
   *
   * @param position where the first byte lies on the disk
   * @param stored the run's address for that byte: its offset in the file or, in a packed run, the
   *     offset of the packed unit
   */
  public abstract void read(long position, long stored, ByteBuffer target) throws IOException;

  /** Whether one address serves a whole run, so that it does not advance with the position. */
  public boolean packed() {
    return false;
  }

  /** The run of at most {@code length} bytes at {@code position}, as a user sees it. */
  public abstract Extent extent(long position, long length, long stored) throws IOException;
}
