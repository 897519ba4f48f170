package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** A raw image. */
final class FileSource extends BlockSource implements AutoCloseable {

  private final FileChannel channel;
  final AtomicLong reads = new AtomicLong();
  final AtomicLong bytesRead = new AtomicLong();

  private FileSource(String name, FileChannel channel) throws IOException {
    super(name, channel.size());
    this.channel = channel;
  }

  static FileSource open(Path file) throws IOException {
    return new FileSource(
        String.valueOf(file.getFileName()), FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    reads.incrementAndGet();
    bytesRead.addAndGet(target.remaining());
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw new EOFException(name());
      }
      at += count;
    }
  }

  @Override
  protected Extent extentInside(long position, long length) {
    return new Extent(position, length, new Extent.Storage(name(), name(), position, false));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
