package io.coldmount.fs.ntfs;

import io.coldmount.block.Extent;
import java.nio.ByteBuffer;

/** A value that stands in the MFT record itself. */
final class ResidentContent extends Content {

  private final byte[] value;
  private final Extent.Storage stored;

  /**
   * @param stored where the record lies; said to be packed, because the ends of its sectors are
   *     kept elsewhere
   */
  ResidentContent(byte[] value, Extent.Storage stored) {
    super(value.length);
    this.value = value;
    this.stored = stored;
  }

  @Override
  int weight() {
    return 64 + value.length;
  }

  @Override
  void fill(long position, ByteBuffer target) {
    target.put(value, (int) position, target.remaining());
  }

  @Override
  Extent extent(long position, long length) {
    return new Extent(position, length, stored);
  }
}
