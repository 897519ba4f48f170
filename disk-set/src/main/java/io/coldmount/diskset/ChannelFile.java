package io.coldmount.diskset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A host file through {@link FileChannel}. Java closes the channel of a thread that is interrupted
 * as it reads; the file is then opened again, once for all threads, and the read repeated.
 */
final class ChannelFile implements HostFile {

  private static final int TYPE_MASK = 0xF000;
  private static final int BLOCK_DEVICE = 0x6000;

  private final Path path;
  private final @Nullable Object identity;
  private final long size;
  private volatile FileChannel channel;
  private boolean closed;

  private ChannelFile(Path path, @Nullable Object identity, FileChannel channel)
      throws IOException {
    this.path = path;
    this.identity = identity;
    this.channel = channel;
    this.size = channel.size();
  }

  static ChannelFile open(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new FileSystemException(path.toString(), null, "is a directory, not a disk file");
    }
    // To open a FIFO would block until something writes to it.
    if (!attributes.isRegularFile() && !isBlockDevice(path)) {
      throw new FileSystemException(
          path.toString(), null, "is neither a regular file nor a block device");
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new ChannelFile(path, attributes.fileKey(), channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isBlockDevice(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return false;
    }
    return ((Integer) Files.getAttribute(path, "unix:mode") & TYPE_MASK) == BLOCK_DEVICE;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    FileChannel current = channel;
    try {
      return current.read(target, position);
    } catch (ClosedChannelException e) {
      return readAgain(position, target, current, e);
    }
  }

  private int readAgain(
      long position, ByteBuffer target, FileChannel lost, ClosedChannelException cause)
      throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      for (FileChannel dead = lost; ; ) {
        FileChannel fresh = reopened(dead, cause);
        try {
          return fresh.read(target, position);
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
          dead = fresh;
        } catch (ClosedChannelException e) {
          dead = fresh; // another thread was interrupted in the meantime
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized FileChannel reopened(FileChannel dead, ClosedChannelException cause)
      throws IOException {
    if (closed) {
      throw cause;
    }
    if (Objects.equals(channel, dead)) {
      Object now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      if (!Objects.equals(identity, now)) {
        throw new FileSystemException(path.toString(), null, "was replaced while it was open");
      }
      channel = FileChannel.open(path, StandardOpenOption.READ);
    }
    return channel;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    channel.close();
  }
}
