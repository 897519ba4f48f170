package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import java.time.Instant;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * What statx(2) tells of something on the host. Layout: {@code struct statx} in linux/stat.h, which
 * is the same on every machine.
 */
record HostStatus(int mode, long inode, long device, long size, Instant modified) {

  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int S_IFMT = 0170000;

  /** The entry called {@code name}, links not followed, or null if there is none. */
  static @Nullable HostStatus of(int directory, FileName name, Workspace work)
      throws HostException {
    return read(directory, Posix.path(name), Posix.AT_SYMLINK_NOFOLLOW, work);
  }

  /** The open file or folder itself. */
  static HostStatus of(int descriptor, Workspace work) throws HostException {
    HostStatus status = read(descriptor, new byte[1], Posix.AT_EMPTY_PATH, work);
    if (status == null) {
      throw new HostException("looking at an open file", Posix.ENOENT);
    }
    return status;
  }

  private static @Nullable HostStatus read(int directory, byte[] path, int flags, Workspace work)
      throws HostException {
    Pointer b = work.status;
    if (Posix.CALLS.statx(directory, path, flags, STATX_BASIC_STATS, b) < 0) {
      if (Posix.errno() == Posix.ENOENT) {
        return null;
      }
      throw Posix.failed("looking at what stands there");
    }
    int stxMode = b.getShort(0x1c) & 0xFFFF;
    long stxIno = b.getLong(0x20);
    long stxSize = b.getLong(0x28);
    long stxMtimeSec = b.getLong(0x70);
    int stxMtimeNsec = b.getInt(0x78);
    long stxDevMajor = b.getInt(0x88) & 0xFFFF_FFFFL;
    long stxDevMinor = b.getInt(0x8c) & 0xFFFF_FFFFL;
    return new HostStatus(
        stxMode,
        stxIno,
        stxDevMajor << 32 | stxDevMinor,
        stxSize,
        Instant.ofEpochSecond(stxMtimeSec, stxMtimeNsec));
  }

  int typeBits() {
    return mode & S_IFMT;
  }
}
