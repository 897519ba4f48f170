package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A raw image, for tests; what lies past the file's end reads as zeros. */
final class FileVolume extends BlockSource implements AutoCloseable {

  private final FileChannel channel;

  private FileVolume(Path file, FileChannel channel, long size) {
    super(file.getFileName().toString(), size);
    this.channel = channel;
  }

  static FileVolume open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    return new FileVolume(file, channel, channel.size());
  }

  /** The beginning of a larger disk. */
  static FileVolume open(Path file, long size) throws IOException {
    return new FileVolume(file, FileChannel.open(file), size);
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        while (target.hasRemaining()) {
          target.put((byte) 0);
        }
        return;
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
