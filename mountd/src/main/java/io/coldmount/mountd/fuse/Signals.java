package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What signals a thread of the host has coming, from {@code /proc/PID/status} (proc(5)). */
final class Signals {

  /** The kernel adds this signal to every one that ends a process. */
  private static final long SIGKILL = 1L << (9 - 1);

  private Signals() {}

  /** Whether a signal that ends it has come for the thread; it may be gone already. */
  static boolean isDying(int thread) {
    Path status = Path.of("/proc", Integer.toString(thread), "status");
    try {
      for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith("SigPnd:") || line.startsWith("ShdPnd:")) {
          String mask = line.substring(line.indexOf(':') + 1).strip();
          if ((Long.parseUnsignedLong(mask, 16) & SIGKILL) != 0) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException | NumberFormatException e) {
      return !Files.exists(status);
    }
  }
}
