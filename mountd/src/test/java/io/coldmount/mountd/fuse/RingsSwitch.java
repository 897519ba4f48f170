package io.coldmount.mountd.fuse;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lets mounts of this machine use io_uring, until the tests have ended, if it was not so before.
 */
final class RingsSwitch {

  private static final Path SWITCH = Path.of("/sys/module/fuse/parameters/enable_uring");

  private RingsSwitch() {}

  /** Skips the test where the kernel does not have it. */
  static synchronized void assumeOn() throws IOException {
    assumeTrue(Files.exists(SWITCH), "this kernel does not have FUSE over io_uring");
    if (Files.readString(SWITCH).startsWith("N")) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> set("N")));
      set("Y");
    }
  }

  private static void set(String value) {
    try {
      Files.writeString(SWITCH, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
