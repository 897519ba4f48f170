package io.coldmount.fs.ntfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs the tools that make and read the oracle's side. */
final class Shell {

  private Shell() {}

  /** Runs a script of bash in {@code folder} and returns what it prints. */
  static byte[] bytes(Path folder, String script) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("bash", "-eu", "-c", script);
    builder.directory(folder.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TZ", "UTC");
    Path errors = folder.resolve("stderr-" + System.nanoTime());
    builder.redirectError(errors.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    var out = new ByteArrayOutputStream();
    process.getInputStream().transferTo(out);
    int status = process.waitFor();
    String said = java.nio.file.Files.readString(errors, StandardCharsets.ISO_8859_1);
    java.nio.file.Files.delete(errors);
    if (status != 0) {
      throw new IOException(
          "status "
              + status
              + " of: "
              + script
              + "\n"
              + said
              + "\n"
              + out.toString(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  static String text(Path folder, String script) throws IOException, InterruptedException {
    return new String(bytes(folder, script), StandardCharsets.ISO_8859_1);
  }

  static boolean has(String... tools) {
    for (String tool : tools) {
      try {
        Process process =
            new ProcessBuilder("bash", "-c", "command -v " + tool + " || test -e /usr/sbin/" + tool)
                .redirectErrorStream(true)
                .start();
        process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        if (process.waitFor() != 0) {
          return false;
        }
      } catch (IOException | InterruptedException e) {
        return false;
      }
    }
    return true;
  }
}
