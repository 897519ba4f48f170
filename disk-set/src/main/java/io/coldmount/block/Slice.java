package io.coldmount.block;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A part of another source. */
final class Slice extends BlockSource {

  private final BlockSource whole;
  private final long offset;

  Slice(String name, BlockSource whole, long offset, long length) {
    super(name, length);
    this.whole = whole;
    this.offset = offset;
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    whole.readInside(offset + position, target);
  }

  @Override
  protected Extent extentInside(long position, long length) throws IOException {
    return whole.extentInside(offset + position, length).at(position);
  }
}
