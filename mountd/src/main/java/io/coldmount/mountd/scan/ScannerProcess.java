package io.coldmount.mountd.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A run of a scanner program.
 *
 * @param exit its exit code, or -1 if it was ended because it took too long
 * @param out what it printed
 * @param errors what it printed to its error output
 */
record ScannerProcess(int exit, String out, String errors) {

  /** What is read of each output; a scanner that says more has lost its mind. */
  private static final int MOST_OUTPUT = 16 << 20;

  static final int TOO_SLOW = -1;

  static ScannerProcess run(List<String> command, Duration timeout)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("coldmount-scan-", ".out");
    Path errors = Files.createTempFile("coldmount-scan-", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(errors.toFile());
      builder.environment().put("LC_ALL", "C.UTF-8");
      Process process = builder.start();
      boolean ended = false;
      try {
        ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        if (!ended) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        }
      }
      return new ScannerProcess(ended ? process.exitValue() : TOO_SLOW, text(out), text(errors));
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(errors);
    }
  }

  private static String text(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
    }
  }

  /** The first line that says something, of either output. */
  String said() {
    return (errors + "\n" + out)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("it said nothing");
  }
}
