package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** An image file; counts what is read of it. */
final class FileSource extends BlockSource implements AutoCloseable {

  private final FileChannel channel;
  final AtomicLong bytesRead = new AtomicLong();
  final AtomicLong reads = new AtomicLong();

  private FileSource(FileChannel channel, long size) {
    super("disk", size);
    this.channel = channel;
  }

  static FileSource open(Path image) throws IOException {
    FileChannel channel = FileChannel.open(image);
    return new FileSource(channel, channel.size());
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    reads.incrementAndGet();
    bytesRead.addAndGet(target.remaining());
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count <= 0) {
        throw new IOException("the image ends");
      }
      at += count;
    }
  }

  @Override
  protected Extent extentInside(long position, long length) {
    return new Extent(position, length, new Extent.Storage("disk", "disk", position, false));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
