package io.coldmount.mountd.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code /etc/fuse.conf} allows users; see mount.fuse3(8). */
final class FuseConfiguration {

  private static final Path FILE = Path.of("/etc/fuse.conf");

  private FuseConfiguration() {}

  /** Whether a user may let other users into his mounts. */
  static boolean userAllowOther() {
    try {
      return Files.readAllLines(FILE).stream()
          .anyMatch(line -> line.strip().equals("user_allow_other"));
    } catch (IOException e) {
      return false;
    }
  }
}
