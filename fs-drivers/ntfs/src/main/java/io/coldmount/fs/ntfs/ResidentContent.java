package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A value that stands in the MFT record itself. */
final class ResidentContent extends Content {

  private final byte[] value;
  private final BlockSource volume;
  private final long place;

  /**
   * @param place where the record lies in the volume
   */
  ResidentContent(byte[] value, BlockSource volume, long place) {
    super(value.length);
    this.value = value;
    this.volume = volume;
    this.place = place;
  }

  @Override
  int weight() {
    return 64 + value.length;
  }

  @Override
  void fill(long position, ByteBuffer target) {
    target.put(value, (int) position, target.remaining());
  }

  /** Said to be packed, because the ends of the record's sectors are kept elsewhere. */
  @Override
  Extent extent(long position, long length) throws IOException {
    Extent.Storage at = volume.extent(place, 1).stored();
    return new Extent(
        position,
        length,
        at == null
            ? new Extent.Storage(volume.name(), "", 0, true)
            : new Extent.Storage(at.link(), at.file(), at.offset(), true));
  }
}
