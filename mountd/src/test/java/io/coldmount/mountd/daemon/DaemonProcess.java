package io.coldmount.mountd.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A daemon in a process of its own, whose places are below a folder of the test. */
final class DaemonProcess implements AutoCloseable {

  static final String READY = "the daemon listens on";

  private static final int PATIENCE = 60;

  final Process process;
  final Path socket;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private DaemonProcess(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      reader.lines().forEach(lines::add);
    } catch (IOException | RuntimeException e) {
      lines.add("the output broke off: " + e);
    }
  }

  /** One of the user who runs the tests. */
  static DaemonProcess ofUser(Path folder, String... options) throws Exception {
    DaemonProcess daemon = begin(List.of(), folder, List.of(options));
    daemon.await(READY);
    return daemon;
  }

  /** One of root for all; everybody may connect, as if all were in the group. */
  static DaemonProcess ofSystem(Path folder, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--system"));
    all.addAll(List.of(options));
    DaemonProcess daemon = begin(List.of(), folder, all);
    daemon.await(READY);
    Files.setPosixFilePermissions(daemon.socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    return daemon;
  }

  /**
   * Starts a daemon and does not wait.
   *
   * @param prefix a program that starts it
   */
  static DaemonProcess begin(List<String> prefix, Path folder, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(command(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    boolean system = options.contains("--system");
    builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
    builder.environment().put("COLDMOUNT_RUNTIME_DIR", folder.resolve("run").toString());
    Path place = folder.resolve(system ? "run" : "coldmount");
    return new DaemonProcess(builder.start(), place.resolve("control.sock"));
  }

  private static List<String> command(List<String> options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env", // whoever runs the tests in the background ignores it
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.coldmount.mountd.cli.Main",
                "daemon"));
    command.addAll(options);
    return command;
  }

  /** Waits for a line that holds {@code text}. */
  String await(String text) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    while (true) {
      String line = lines.poll(PATIENCE, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("the daemon does not say \"" + text + "\", but " + seen);
      }
      if (line.contains(text)) {
        return line;
      }
      seen.add(line);
      if (!process.isAlive() && lines.isEmpty() && !process.waitFor(0, TimeUnit.SECONDS)) {
        throw new AssertionError("the daemon has ended: " + seen);
      }
    }
  }

  /** Everything it has said and nobody has waited for. */
  List<String> said() {
    List<String> all = new ArrayList<>();
    lines.drainTo(all);
    return all;
  }

  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
      throw new AssertionError("the daemon does not end: " + said());
    }
    return process.exitValue();
  }

  ApiClient client() {
    return new ApiClient(socket, List.of());
  }

  /** A client that another user runs. */
  ApiClient client(long uid, long... groups) {
    List<String> texts = new ArrayList<>();
    for (long group : groups) {
      texts.add(Long.toString(group));
    }
    List<String> prefix = new ArrayList<>(List.of("setpriv", "--reuid", "" + uid, "--regid"));
    prefix.add("" + uid);
    if (texts.isEmpty()) {
      prefix.add("--clear-groups");
    } else {
      prefix.addAll(List.of("--groups", String.join(",", texts)));
    }
    return new ApiClient(socket, prefix);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      awaitEnd();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
