package io.coldmount.mountd.os;

/** The kinds of systems; their names in lower case are part of the JSON output. */
public enum OsFamily {
  WINDOWS,
  LINUX,
  FREEBSD,
  DARWIN
}
