package io.coldmount.fs.ntfs;

import io.coldmount.block.Extent;
import io.coldmount.block.ImageException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** A value that cannot be had from this image: its size is known, and why. */
final class UnreadableContent extends Content {

  private final Supplier<ImageException> reason;

  UnreadableContent(long size, Supplier<ImageException> reason) {
    super(size);
    this.reason = reason;
  }

  @Override
  int weight() {
    return 100;
  }

  @Override
  void fill(long position, ByteBuffer target) throws ImageException {
    throw reason.get();
  }

  @Override
  Extent extent(long position, long length) throws ImageException {
    throw reason.get();
  }
}
