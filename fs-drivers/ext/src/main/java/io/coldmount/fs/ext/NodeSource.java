package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of an inode as a source of its own: the journal. */
final class NodeSource extends BlockSource {

  private final FileData data;

  NodeSource(Volume volume, Inode inode, String part) throws IOException {
    super(volume.source.name() + " / " + part, inode.size());
    this.data = new FileData(volume, inode);
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    data.read(position, target, target.remaining());
  }

  @Override
  protected Extent extentInside(long position, long length) throws IOException {
    return data.extent(position, length);
  }
}
