package io.coldmount.fs.sleuthkit;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image file as bytes. */
final class FileSource extends BlockSource implements Closeable {

  private final FileChannel channel;

  FileSource(Path file) throws IOException {
    super(String.valueOf(file.getFileName()), Files.size(file));
    channel = FileChannel.open(file);
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
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
