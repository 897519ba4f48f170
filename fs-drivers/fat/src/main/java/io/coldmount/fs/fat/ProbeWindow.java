package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A volume of which only so many bytes can be read, wherever they are. For one probe. */
final class ProbeWindow extends BlockSource {

  private final BlockSource volume;
  private int left;

  ProbeWindow(BlockSource volume, int bytes) {
    super(volume.name(), volume.size());
    this.volume = volume;
    this.left = bytes;
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    if (target.remaining() > left) {
      throw new CorruptException(name(), "what a probe needs is not at its beginning");
    }
    left -= target.remaining();
    volume.read(position, target);
  }

  @Override
  protected Extent extentInside(long position, long length) throws IOException {
    return volume.extent(position, length);
  }
}
