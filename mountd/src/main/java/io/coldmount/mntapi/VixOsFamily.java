package io.coldmount.mntapi;

import io.coldmount.mountd.os.OsFamily;

/** {@code VixOsFamily}, with the values that VMware's own Java interface has. */
public enum VixOsFamily {
  NO_OS(0),
  WINDOWS(1),
  LINUX(2),
  NETWARE(3),
  SOLARIS(4),
  FREEBSD(5),
  OS2(6),
  DARWIN(7),
  OTHER(8);

  private final int number;

  VixOsFamily(int number) {
    this.number = number;
  }

  /** VMware's value. */
  public int number() {
    return number;
  }

  static VixOsFamily of(OsFamily family) {
    return switch (family) {
      case WINDOWS -> WINDOWS;
      case LINUX -> LINUX;
      case FREEBSD -> FREEBSD;
      case DARWIN -> DARWIN;
    };
  }
}
