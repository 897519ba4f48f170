package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A descriptor of {@code /dev/fuse}: a request is a read(2), an answer a write(2). */
final class DeviceChannel implements Channel {

  /** The other end of a rehearsal's connection is closed; a FUSE device never says so. */
  private static final int END = 0;

  private final int fd;

  /**
   * @param fd closed with this
   */
  DeviceChannel(int fd) {
    this.fd = fd;
  }

  @Override
  public long receive(ByteBuffer request, long address) {
    return Linux.read(fd, address, request.capacity());
  }

  @Override
  public long send(Reply reply, int length) {
    return Linux.write(fd, reply.address(), length);
  }

  @Override
  public After after(int errno) {
    return switch (errno) {
      case Errno.EINTR, Errno.EAGAIN, Errno.ENOENT -> After.NEXT; // ENOENT: the asker has gone
      case END, Errno.ENODEV, Errno.ECONNABORTED -> After.END;
      default -> After.BROKEN;
    };
  }

  @Override
  public boolean isForOne() {
    return false;
  }

  @Override
  public @Nullable ByteBuffer place() {
    return null;
  }

  @Override
  public void close() {
    Linux.close(fd);
  }
}
