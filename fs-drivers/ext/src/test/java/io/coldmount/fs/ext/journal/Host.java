package io.coldmount.fs.ext.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the tools of e2fsprogs and the host kernel's ext4 for tests. */
final class Host {

  private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

  private Host() {}

  static void assumeTools(String... tools) {
    for (String tool : tools) {
      assumeTrue(
          FOLDERS.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))),
          tool + " is not installed");
    }
  }

  static void assumeLoopMounts() {
    assumeTrue("root".equals(System.getProperty("user.name")), "mounting needs root");
    assumeTrue(Files.exists(Path.of("/dev/loop-control")), "no loop devices");
  }

  /**
   * The output of a command, errors included, which must end with a status of at most {@code ok}.
   */
  static String run(int ok, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", String.join(":", FOLDERS));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", List.of(command), output).isBetween(0, ok);
    return output;
  }

  static Path makeImage(Path file, int megabytes, String... options)
      throws IOException, InterruptedException {
    try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
      image.setLength(megabytes * 1024L * 1024);
    }
    String[] command = new String[options.length + 4];
    command[0] = "mkfs.ext4";
    command[1] = "-q";
    command[2] = "-F";
    System.arraycopy(options, 0, command, 3, options.length);
    command[command.length - 1] = file.toString();
    run(0, command);
    return file;
  }

  /** Work to do in a mounted file system. */
  @FunctionalInterface
  interface Work {
    void in(Path mountpoint) throws IOException, InterruptedException;
  }

  /**
   * Mounts {@code image}, does {@code work}, and copies the image as it is then, as a snapshot of a
   * running guest would.
   */
  static void whileMounted(Path image, String options, Work work, Path snapshot)
      throws IOException, InterruptedException {
    Path mountpoint = Files.createTempDirectory(image.getParent(), "mount");
    run(0, "mount", "-o", options + ",loop", image.toString(), mountpoint.toString());
    try {
      work.in(mountpoint);
      Files.copy(image, snapshot);
    } finally {
      run(0, "umount", mountpoint.toString());
    }
  }

  /** Replays the journal of {@code image} with the host kernel. */
  static void replayByKernel(Path image) throws IOException, InterruptedException {
    Path mountpoint = Files.createTempDirectory(image.getParent(), "mount");
    String device = run(0, "losetup", "-f", "--show", image.toString()).strip();
    try {
      run(0, "mount", "-t", "ext4", "-o", "ro", device, mountpoint.toString());
      run(0, "umount", mountpoint.toString());
    } finally {
      run(0, "losetup", "-d", device);
    }
  }
}
