package io.coldmount.mountd.os;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of the guest as a run of bytes. */
final class NodeSource extends BlockSource {

  private final Node node;

  NodeSource(String name, Node node) throws IOException {
    super(name, node.attributes().size());
    this.node = node;
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = node.read(at, target);
      if (count <= 0) {
        throw new CorruptException(name(), "the file ends at " + at + ", before its size");
      }
      at += count;
    }
  }

  @Override
  protected Extent extentInside(long position, long length) throws IOException {
    return node.extent(position, length);
  }
}
