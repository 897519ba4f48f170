package io.coldmount.mountd.cli;

/** The version of this build. */
final class Version {

  private Version() {}

  /** As the jar's manifest says; outside a jar, {@code development}. */
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
