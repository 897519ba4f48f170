package io.coldmount.fs.fat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Runs the programs that make the images and judge what is read of them. */
final class Tool {

  private Tool() {}

  record Result(int exit, String output) {}

  static boolean exists(String program) {
    for (String folder : List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  static Result run(String input, String... command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
    Process process = builder.start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), output);
  }

  /** Runs {@code command} and fails with its output if it fails. */
  static String must(String input, String... command) throws IOException, InterruptedException {
    Result result = run(input, command);
    if (result.exit != 0) {
      throw new IOException(String.join(" ", command) + ": " + result.output);
    }
    return result.output;
  }

  /** A file of {@code size} bytes without content. */
  static Path sparse(Path file, long size) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.allocate(1), size - 1);
    }
    return file;
  }
}
