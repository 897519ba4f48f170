package io.coldmount.mntapi;

import io.coldmount.mountd.os.GuestSystem;

/**
 * {@code VixOsInfo}. What the guest does not tell is 0 or empty.
 *
 * @param edition {@code Professional}; of a distribution its variant, or else its whole name
 * @param osFolder {@code C:\Windows}, or {@code /}
 */
public record OsInfo(
    VixOsFamily family,
    int majorVersion,
    int minorVersion,
    boolean osIs64Bit,
    String vendor,
    String edition,
    String osFolder)
    implements AutoCloseable {

  static final OsInfo NONE = new OsInfo(VixOsFamily.NO_OS, 0, 0, false, "", "", "");

  static OsInfo of(GuestSystem system) {
    var info = system.info();
    Integer major = info.majorVersion();
    Integer minor = info.minorVersion();
    return new OsInfo(
        VixOsFamily.of(info.family()),
        major == null ? 0 : major,
        minor == null ? 0 : minor,
        info.bits() == 64,
        info.vendor(),
        info.edition().isEmpty() ? info.name() : info.edition(),
        info.osFolder());
  }

  /** {@code VixMntapi_FreeOsInfo}: nothing is held that Java does not free. */
  @Override
  public void close() {}
}
