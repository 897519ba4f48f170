package io.coldmount.mntapi;

/** {@code VIXDISKLIB_FLAG_OPEN_...}, as far as they are not refused. */
public final class OpenFlags {

  /**
   * {@code VIXDISKLIB_FLAG_OPEN_READ_ONLY}. Disks are opened read-only also without it, and {@link
   * DiskSetInfo#openFlags} has it.
   */
  public static final int READ_ONLY = 4;

  /**
   * {@code VIXDISKLIB_FLAG_OPEN_UNBUFFERED}, {@code SINGLE_LINK} and the three of compression:
   * known and not supported.
   */
  private static final int UNSUPPORTED = 1 | 2 | 16 | 32 | 64;

  private OpenFlags() {}

  static void check(int flags) throws MntException {
    if ((flags & UNSUPPORTED) != 0) {
      throw new MntException(
          MntError.NOT_SUPPORTED,
          "The open flags " + flags + " ask for more than reading: only READ_ONLY (4) has a use.");
    }
    if ((flags & ~READ_ONLY) != 0) {
      throw new MntException(MntError.INVALID_ARG, "There are no open flags " + flags + ".");
    }
  }
}
