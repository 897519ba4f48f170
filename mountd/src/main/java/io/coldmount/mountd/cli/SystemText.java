package io.coldmount.mountd.cli;

import io.coldmount.mountd.os.GuestMount;
import io.coldmount.mountd.os.GuestSystem;
import io.coldmount.mountd.os.OsInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What {@code inspect} prints of an operating system for people. */
final class SystemText {

  /** Prints a line. */
  @FunctionalInterface
  interface Lines {
    void line(int depth, String text) throws IOException;
  }

  private SystemText() {}

  static void print(GuestSystem system, Lines out) throws IOException {
    OsInfo os = system.info();
    List<String> parts = new ArrayList<>();
    parts.add(os.name());
    add(parts, "version ", os.name().contains(os.version()) ? "" : os.version());
    add(parts, "edition ", os.edition());
    add(parts, "", os.architecture());
    add(parts, "host ", os.hostName());
    out.line(0, system.root().name() + ": " + String.join("  ", parts));
    if (!os.kernels().isEmpty()) {
      out.line(1, "kernels: " + String.join(", ", os.kernels()));
    }
    for (GuestMount mount : system.mounts()) {
      String source = mount.source().isEmpty() ? "" : "  " + mount.source();
      out.line(1, mount.path() + "  " + mount.volume().name() + source);
    }
    for (String finding : system.findings()) {
      out.line(1, "finding: " + finding);
    }
  }

  private static void add(List<String> parts, String what, String value) {
    if (!value.isEmpty()) {
      parts.add(what + value);
    }
  }
}
