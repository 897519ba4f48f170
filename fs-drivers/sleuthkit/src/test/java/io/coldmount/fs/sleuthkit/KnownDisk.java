package io.coldmount.fs.sleuthkit;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The small ext4 that the child tests libtsk with, as a volume that can be made to fail. */
final class KnownDisk extends BlockSource {

  private final byte[] content;

  /** What every read throws, or null. */
  volatile @Nullable IOException fault;

  private KnownDisk(byte[] content) {
    super("known", content.length);
    this.content = content;
  }

  static KnownDisk load() throws IOException {
    try (InputStream packed =
            Objects.requireNonNull(KnownDisk.class.getResourceAsStream("child/known.ext4.gz"));
        InputStream image = new GZIPInputStream(packed)) {
      return new KnownDisk(image.readAllBytes());
    }
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    IOException wanted = fault;
    if (wanted != null) {
      throw wanted;
    }
    target.put(content, (int) position, target.remaining());
  }

  @Override
  protected Extent extentInside(long position, long length) {
    return new Extent(position, length, new Extent.Storage("known", "", position, false));
  }
}
