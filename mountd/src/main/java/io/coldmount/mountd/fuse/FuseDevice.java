package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.host.PathBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Descriptors of {@code /dev/fuse}. */
final class FuseDevice {

  private static final byte[] PATH = PathBytes.of("/dev/fuse");

  /** {@code FUSE_DEV_IOC_CLONE}. */
  private static final long CLONE = 0x8004E500L;

  private FuseDevice() {}

  /** A new descriptor, or an error number below 0. */
  static int open() {
    return Linux.open(PATH, Linux.O_RDWR | Linux.O_CLOEXEC);
  }

  /**
   * One more descriptor of the mount of {@code device}: with a queue of its own where this process
   * may open the device.
   */
  static int another(int device) {
    int fd = open();
    if (fd < 0) {
      return Linux.duplicate(device);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocateFrom(ValueLayout.JAVA_INT, device);
      if (Linux.ioctl(fd, CLONE, source.address()) == 0) {
        return fd;
      }
    }
    Linux.close(fd);
    return Linux.duplicate(device);
  }

  static void close(int fd) {
    if (fd >= 0) {
      Linux.close(fd);
    }
  }
}
