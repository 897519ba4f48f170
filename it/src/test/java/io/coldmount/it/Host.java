package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the host. Their output is taken as bytes, one character each. */
final class Host {

  static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");
  private static final long PATIENCE_SECONDS = 180;

  private Host() {}

  /** The root of the project. */
  static Path project() {
    return Path.of(System.getProperty("coldmount.root", "")).toAbsolutePath();
  }

  static void assumeTools(String... tools) {
    for (String tool : tools) {
      assumeTrue(
          FOLDERS.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))),
          tool + " is not installed");
    }
  }

  /** For {@code --backend jnr}. */
  static void assumeBackend(String backend) throws IOException {
    assumeTrue(
        !backend.equals("jnr")
            || bash(Path.of("/"), "PATH=$PATH:/sbin:/usr/sbin ldconfig -p")
                .contains("libfuse.so.2"),
        "libfuse2 is not installed");
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** For tests that mount: with loop devices, and through FUSE. */
  static void assumeMounts() {
    assumeTrue(isRoot(), "mounting needs root");
    assumeTrue(Files.exists(Path.of("/dev/loop-control")), "no loop devices");
    assumeTrue(Files.exists(Path.of("/dev/fuse")), "no FUSE");
  }

  /** How a program ended. */
  record Result(int exit, String output, String errors) {}

  /** Runs a program to its end. */
  static Result result(List<String> command) throws IOException {
    Path output = Files.createTempFile("output", "");
    Path errors = Files.createTempFile("errors", "");
    try {
      Process process = start(command, output, errors);
      process.getOutputStream().close();
      await(process);
      return new Result(
          process.exitValue(), Files.readString(output, BYTES), Files.readString(errors, BYTES));
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  /** Waits for the end of a process, which must not take for ever. */
  static void await(Process process) throws IOException {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(process.info() + " has not ended");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw (IOException) new InterruptedIOException().initCause(e);
    }
  }

  static Process start(List<String> command, Path output, Path errors) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PATH", String.join(":", FOLDERS));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("XDG_RUNTIME_DIR"); // a test that wants a daemon says so
    return builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
  }

  /** The output of a program that must succeed. */
  static String run(String... command) throws IOException {
    Result result = result(List.of(command));
    assertThat(result.exit())
        .as("%s: %s%s", List.of(command), result.output(), result.errors())
        .isZero();
    return result.output();
  }

  /** The output of a script of bash that must succeed, run in {@code folder}. */
  static String bash(Path folder, String script, String... arguments) throws IOException {
    String[] command = new String[arguments.length + 5];
    command[0] = "bash";
    command[1] = "-euc";
    command[2] = "cd \"$1\"; shift; " + script;
    command[3] = "bash";
    command[4] = folder.toString();
    System.arraycopy(arguments, 0, command, 5, arguments.length);
    return run(command);
  }

  /** Runs a script of bash in a mount namespace of its own: what it mounts ends with it. */
  static Result withOwnMounts(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    Collections.addAll(command, "unshare", "-m", "--propagation", "private");
    Collections.addAll(command, "bash", "-euc", script, "bash");
    Collections.addAll(command, arguments);
    return result(command);
  }

  /** What systemd says of units. */
  static Result verifyUnits(Path... units) throws IOException {
    List<String> command = new ArrayList<>();
    Collections.addAll(command, "systemd-analyze", "verify", "--man=no");
    for (Path unit : units) {
      command.add(unit.toString());
    }
    return result(command);
  }

  /** Whether something is mounted at {@code path}. */
  static boolean isMounted(Path path) throws IOException {
    return Files.readString(Path.of("/proc/self/mounts")).contains(" " + path + " ");
  }
}
