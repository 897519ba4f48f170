package io.coldmount.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Fills a mounted file system with files of every kind. */
final class Population {

  private Population() {}

  /** All that {@code populate.sh} makes. */
  static void full(Path mountpoint) throws IOException {
    script(mountpoint, "full");
  }

  /** The same, with names, links and holes but without attributes. */
  static void plain(Path mountpoint) throws IOException {
    script(mountpoint, "plain");
  }

  private static void script(Path mountpoint, String kind) throws IOException {
    Host.assumeTools("setfattr", "setfacl", "fallocate", "perl");
    Path script = Files.createTempFile("populate", ".sh");
    try (InputStream in = Population.class.getResourceAsStream("populate.sh")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
      Host.bash(mountpoint, "bash \"$1\" \"$2\"", script.toString(), kind);
    } finally {
      Files.delete(script);
    }
  }

  /** Makes a raw ext4 volume of 1 KiB blocks with all of it. */
  static Path volume(Path folder) throws IOException {
    Path raw = new Images(folder).ext4("volume.raw", 48, "-b", "1024", "-N", "4000");
    try (KernelMount mount = KernelMount.readWrite(raw, "rw")) {
      full(mount.mountpoint());
    }
    return raw;
  }
}
