package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import java.util.Locale;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/** The C library of this host, with the numbers of its headers. */
public final class Posix {

  public static final PosixCalls CALLS = LibraryLoader.create(PosixCalls.class).load("c");
  public static final Runtime RUNTIME = Runtime.getRuntime(CALLS);

  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int RENAME_NOREPLACE = 1;
  static final int POSIX_FADV_DONTNEED = 4;

  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0100;
  static final int O_EXCL = 0200;
  static final int O_CLOEXEC = 02000000;
  static final int O_PATH = 010000000;
  static final int O_DIRECTORY;
  static final int O_NOFOLLOW;

  public static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int EINVAL = 22;
  static final int ENOSPC = 28;
  static final int EROFS = 30;
  static final int ENOSYS = 38;
  static final int ELOOP = 40;
  static final int EOPNOTSUPP = 95;
  static final int EDQUOT = 122;

  static {
    // The ARM and POWER kernels gave these two flags numbers of their own (asm/fcntl.h).
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean own = machine.equals("aarch64") || machine.startsWith("ppc64");
    O_DIRECTORY = own ? 040000 : 0200000;
    O_NOFOLLOW = own ? 0100000 : 0400000;
  }

  private Posix() {}

  /** The number of the error that this thread's last call ended with. */
  public static int errno() {
    return LastError.getLastError(RUNTIME);
  }

  /** The error of this thread's last call. */
  static HostException failed(String doing) {
    return new HostException(doing, errno());
  }

  /** Throws the error of the last call if it returned less than 0. */
  static int check(int result, String doing) throws HostException {
    if (result < 0) {
      throw failed(doing);
    }
    return result;
  }

  static byte[] path(FileName name) {
    byte[] path = new byte[name.length() + 1];
    name.copyTo(path, 0);
    return path;
  }

  /** The bytes of ASCII text and a NUL. */
  public static byte[] path(String text) {
    return path(FileName.of(text));
  }

  /** The path by which this process reaches an open descriptor without walking a path. */
  static byte[] descriptorPath(int descriptor) {
    return path("/proc/self/fd/" + descriptor);
  }

  static boolean isRoot() {
    return CALLS.geteuid() == 0;
  }
}
