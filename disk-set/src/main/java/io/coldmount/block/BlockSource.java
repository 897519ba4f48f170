package io.coldmount.block;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A named, immutable run of bytes that is read by position: an extent of a disk file, a snapshot
 * chain, a partition, a volume, a journal overlay.
 *
 * <p>A read fills the whole buffer or throws; there is no cursor. Instances are safe for use by
 * many threads at once. Whoever opened the files below closes them; a source has nothing to close.
 */
public abstract class BlockSource {

  private final String name;
  private final long size;

  /**
   * @param name the containment, outermost first: {@code web01-000002.vmdk / p2}
   * @param size in bytes
   */
  protected BlockSource(String name, long size) {
    if (size < 0) {
      throw new IllegalArgumentException("size " + size);
    }
    this.name = name;
    this.size = size;
  }

  public final String name() {
    return name;
  }

  /** The size in bytes. */
  public final long size() {
    return size;
  }

  /**
   * Fills {@code target} from its position to its limit with the bytes at {@code position}.
   *
   * @throws CorruptException if the range lies outside this source: positions come from guest data
   * @throws IOException if the host cannot read; the buffer's content is then undefined
   */
  public final void read(long position, ByteBuffer target) throws IOException {
    int length = target.remaining();
    checkRange(position, length);
    if (length > 0) {
      readInside(position, target);
    }
  }

  /** The {@code length} bytes at {@code position}. The caller has bounded {@code length}. */
  public final byte[] bytes(long position, int length) throws IOException {
    checkRange(position, length);
    byte[] bytes = new byte[length];
    if (length > 0) {
      readInside(position, ByteBuffer.wrap(bytes));
    }
    return bytes;
  }

  /** The {@code length} bytes at {@code position} as a view whose errors name this source. */
  public final ByteView view(long position, int length) throws IOException {
    return new ByteView(name, position, bytes(position, length));
  }

  /**
   * The run that begins at {@code position}: a hole, or data and where it is stored. It is no
   * longer than {@code length}, and at least one byte; the next run may be of the same kind.
   */
  public final Extent extent(long position, long length) throws IOException {
    checkRange(position, length);
    if (length == 0) {
      throw new IllegalArgumentException("an extent of nothing");
    }
    return extentInside(position, length);
  }

  /**
   * The part of this source from {@code offset}, of {@code length} bytes, under a name of its own.
   *
   * @param part the name of the part alone; the slice's name is {@code this.name() / part}
   */
  public final BlockSource slice(String part, long offset, long length) throws CorruptException {
    checkRange(offset, length);
    return new Slice(name + " / " + part, this, offset, length);
  }

  /** {@link #read} after the bounds were checked; the buffer has at least one byte remaining. */
  protected abstract void readInside(long position, ByteBuffer target) throws IOException;

  /** {@link #extent} after the bounds were checked. */
  protected abstract Extent extentInside(long position, long length) throws IOException;

  private void checkRange(long position, long length) throws CorruptException {
    if (position < 0 || length < 0 || position > size || size - position < length) {
      throw new CorruptException(
          name, length + " bytes at offset " + position + " lie outside its " + size + " bytes");
    }
  }

  @Override
  public final String toString() {
    return name;
  }
}
