package io.coldmount.diskset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** A host file through {@link FileChannel}. */
record ChannelFile(Path path, FileChannel channel, long size) implements HostFile {

  static HostFile open(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new FileSystemException(path.toString(), null, "is a directory, not a disk file");
    }
    // A block device is "other" to Java, and so is a FIFO, which would block for ever.
    if (attributes.isOther() && !path.toRealPath().startsWith("/dev")) {
      throw new FileSystemException(path.toString(), null, "is not a regular file");
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    return new ChannelFile(path, channel, channel.size());
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    return channel.read(target, position);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
