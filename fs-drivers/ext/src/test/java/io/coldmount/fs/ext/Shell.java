package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands of the host, for making images and for looking at them with the kernel's ext4. */
final class Shell {

  private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

  private Shell() {}

  static void assumeTools(String... tools) {
    for (String tool : tools) {
      assumeTrue(
          FOLDERS.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))),
          tool + " is not installed");
    }
  }

  static void assumeMounts() {
    assumeTrue("root".equals(System.getProperty("user.name")), "mounting needs root");
    assumeTrue(Files.exists(Path.of("/dev/loop-control")), "no loop devices");
  }

  /** What a command printed, as Latin-1; it must end with 0. */
  static String run(Path folder, String... command) throws IOException {
    return run(folder, 0, command);
  }

  /** The same for e2fsck, which says by 1 that it has changed something. */
  static String runAndChange(Path folder, String... command) throws IOException {
    return run(folder, 1, command);
  }

  private static String run(Path folder, int most, String... command) throws IOException {
    Path errors = Files.createTempFile(folder, "errors", "");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("PATH", String.join(":", FOLDERS));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("MKE2FS_SYNC", "0");
    Process process = builder.start();
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    assertThat(process.exitValue())
        .as("%s: %s", List.of(command), Files.readString(errors, StandardCharsets.ISO_8859_1))
        .isBetween(0, most);
    return new String(output, StandardCharsets.ISO_8859_1);
  }

  /** Runs a script that stands beside this class. */
  static String script(Path folder, String name, Path argument) throws IOException {
    Path script = folder.resolve(name);
    try (var in = Shell.class.getResourceAsStream(name)) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return run(folder, "sh", script.toString(), argument.toString());
  }

  static Path image(Path folder, int megabytes, String... options) throws IOException {
    Path image = Files.createTempFile(folder, "image", "");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(megabytes * 1024L * 1024);
    }
    var command = new ArrayList<>(List.of("mke2fs", "-q", "-F"));
    command.addAll(List.of(options));
    command.add(image.toString());
    run(folder, command.toArray(String[]::new));
    return image;
  }

  static void debugfs(Path folder, Path image, String... requests) throws IOException {
    Path file = Files.createTempFile(folder, "requests", "");
    Files.write(file, List.of(requests));
    run(folder, "debugfs", "-w", "-f", file.toString(), image.toString());
  }

  /** Work to do in a mounted file system. */
  @FunctionalInterface
  interface Work<T> {
    T in(Path mountpoint) throws IOException;
  }

  static <T> T mounted(Path folder, Path image, String options, Work<T> work) throws IOException {
    Path mountpoint = Files.createTempDirectory(folder, "mount");
    run(folder, "mount", "-o", options + ",loop", image.toString(), mountpoint.toString());
    try {
      return work.in(mountpoint);
    } finally {
      run(folder, "umount", mountpoint.toString());
    }
  }
}
