package io.coldmount.block;

import java.nio.ByteBuffer;

/** Bytes held in memory. */
public final class MemorySource extends BlockSource {

  private final byte[] content;

  /** Shares {@code content}, which must not change any more. */
  public MemorySource(String name, byte[] content) {
    super(name, content.length);
    this.content = content;
  }

  @Override
  protected void readInside(long position, ByteBuffer target) {
    target.put(content, (int) position, target.remaining());
  }

  @Override
  protected Extent extentInside(long position, long length) {
    return new Extent(position, length, new Extent.Storage(name(), "", position, false));
  }
}
