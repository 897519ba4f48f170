package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the host, as a user would run them. */
final class Shell {

  private static final long SECONDS = 60;

  private Shell() {}

  /**
   * What a program did.
   *
   * @param text its output and its errors
   */
  record Result(int status, String text) {}

  static Result run(String... command) throws IOException, InterruptedException {
    return run(SECONDS, command);
  }

  static Result run(long seconds, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("coldmount", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(List.of(command));
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("TZ", "UTC");
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(List.of(command) + " takes more than " + seconds + " s");
      }
      String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
      return new Result(process.exitValue(), text);
    } finally {
      Files.delete(output);
    }
  }

  /** What a program that must succeed wrote. */
  static String output(String... command) throws IOException, InterruptedException {
    Result result = run(command);
    if (result.status() != 0) {
      throw new IOException(List.of(command) + " failed: " + result.text());
    }
    return result.text();
  }

  static boolean has(String program) throws IOException, InterruptedException {
    return run("sh", "-c", "command -v " + program).status() == 0;
  }
}
