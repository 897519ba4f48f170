package io.coldmount.diskset;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a host file. */
final class HostSource extends BlockSource {

  private final HostFile file;

  HostSource(String name, HostFile file) {
    super(name, file.size());
    this.file = file;
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = file.read(at, target);
      if (count <= 0) {
        throw new EOFException(
            file.path() + " has become shorter while it was open: it ends before offset " + at);
      }
      at += count;
    }
  }

  @Override
  protected Extent extentInside(long position, long length) throws IOException {
    long run = file.run(position);
    long bounded = Math.min(Math.abs(run), length);
    if (run < 0) {
      return Extent.hole(position, bounded);
    }
    String path = file.path().toString();
    return new Extent(
        position,
        Math.max(1, bounded),
        new Extent.Storage(file.path().getFileName().toString(), path, position, false));
  }
}
