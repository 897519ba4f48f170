package io.coldmount.mountd.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a host file is. Layout: {@code struct statx} of statx(2), the same on every architecture.
 *
 * @param type the {@code S_IFMT} bits of {@code stx_mode}
 * @param size in bytes; 0 for a device
 */
record FileStatus(int type, long size) {

  static final int REGULAR = 0100000;
  static final int BLOCK_DEVICE = 0060000;

  private static final int STATX_TYPE = 0x1;
  private static final int STATX_SIZE = 0x200;
  private static final int STRUCT_SIZE = 256;
  private static final byte[] EMPTY = new byte[1];

  /** Of {@code path}, links followed; the type is an error number below 0 if that fails. */
  static FileStatus ofPath(byte[] path) {
    return of(Linux.AT_FDCWD, path, 0);
  }

  static FileStatus ofDescriptor(int fd) {
    return of(fd, EMPTY, Linux.AT_EMPTY_PATH);
  }

  private static FileStatus of(int directory, byte[] path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(STRUCT_SIZE, Long.BYTES);
      int error = Linux.statx(directory, path, flags, STATX_TYPE | STATX_SIZE, result.address());
      if (error < 0) {
        return new FileStatus(error, 0);
      }
      int stxMode = result.get(ValueLayout.JAVA_SHORT, 0x1C) & 0170000;
      long stxSize = result.get(ValueLayout.JAVA_LONG, 0x28);
      return new FileStatus(stxMode, stxSize);
    }
  }

  /** Why this is no file with a disk in it, or the empty string if it may be one. */
  String refusal() {
    return switch (type) {
      case REGULAR, BLOCK_DEVICE -> "";
      case 0040000 -> "is a directory, not a disk file";
      case 0010000 -> "is a FIFO, not a disk file";
      case 0140000 -> "is a socket, not a disk file";
      case 0020000 -> "is a character device, not a disk file";
      default -> "is neither a regular file nor a block device";
    };
  }
}
