package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How mounts begin and end, and many readers at once. */
@ParameterizedClass
@ValueSource(strings = {"native", "jnr"})
final class LifecycleTest {

  @Parameter String backend = "native";

  private static final String READ_ALL =
      "find . -type f -exec sha256sum {} + | sort; find . | sort | sha256sum";

  @TempDir static Path shared;
  private static Path disk = Path.of("");
  private static Path raw = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void disk() throws IOException {
    Host.assumeMounts();
    Host.assumeTools("qemu-img", "mkfs.ext4");
    raw = Population.volume(shared);
    disk = new Images(shared).vmdk(raw, "streamOptimized");
  }

  @BeforeEach
  void backend() throws IOException {
    Host.assumeBackend(backend);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 16})
  void readersAtOnceAllReadTheSame(int readers) throws IOException {
    String expected;
    try (KernelMount kernel = KernelMount.readOnly(raw)) {
      expected = Host.bash(kernel.mountpoint(), READ_ALL);
    }
    try (Coldmount mount = Coldmount.mount(disk, "--backend", backend)) {
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        String script = "cd \"$1\"; " + READ_ALL;
        processes.add(
            Host.start(
                List.of("bash", "-euc", script, "bash", mount.mountpoint().toString()),
                folder.resolve("output" + i),
                folder.resolve("errors" + i)));
      }
      for (int i = 0; i < readers; i++) {
        Host.await(processes.get(i));
        assertThat(Files.readString(folder.resolve("errors" + i), Host.BYTES)).isEmpty();
        assertThat(Files.readString(folder.resolve("output" + i), Host.BYTES)).isEqualTo(expected);
      }
    }
  }

  @Test
  void everyWriteIsRefused() throws IOException {
    Fingerprint before = Fingerprint.of(shared);
    try (Coldmount mount = Coldmount.mount(disk, "--backend", backend)) {
      for (String write :
          List.of(
              "echo x >new",
              "echo x >>sizes/100",
              "mkdir folder",
              "rm sizes/100",
              "rmdir names",
              "mv sizes/100 sizes/101",
              "ln sizes/100 again",
              "ln -s x link",
              "mknod node p",
              "chmod 600 sizes/100",
              "chown 1 sizes/100",
              "touch sizes/100",
              "truncate -s 1 sizes/100",
              "setfattr -n user.x -v y sizes/100",
              "setfattr -x user.name attributes/small")) {
        Host.Result result =
            Host.result(
                List.of("bash", "-c", "cd \"$0\"; " + write, mount.mountpoint().toString()));
        assertThat(result.exit()).as(write).isNotZero();
        assertThat(result.errors()).as(write).contains("Read-only file system");
      }
    }
    before.assertUnchanged();
  }

  @Test
  void theUnmountCommandEndsTheMountAndItsProcess() throws IOException {
    Path mountpoint = Files.createDirectory(folder.resolve("mountpoint"));
    assertThat(Coldmount.run("mount", "--backend", backend, disk, mountpoint).exit()).isZero();
    assertThat(Host.isMounted(mountpoint)).isTrue();
    assertThat(Coldmount.run("list").output()).contains(mountpoint.toString());
    ProcessHandle server = server();
    Host.Result result = Coldmount.run("unmount", mountpoint);
    assertThat(result.exit()).as(result.errors()).isZero();
    assertThat(Host.isMounted(mountpoint)).isFalse();
    server.onExit().join();
    assertThat(Coldmount.run("list").output()).doesNotContain(mountpoint.toString());
  }

  /** The process that serves this test's disk. */
  private ProcessHandle server() throws IOException {
    for (ProcessHandle handle : ProcessHandle.allProcesses().toList()) {
      Path commandLine = Path.of("/proc", Long.toString(handle.pid()), "cmdline");
      if (handle.pid() != ProcessHandle.current().pid()
          && readable(commandLine).contains("\0" + disk + "\0")) {
        return handle;
      }
    }
    throw new AssertionError("no process serves " + disk);
  }

  /** A process may end while it is looked at. */
  private static String readable(Path file) {
    try {
      return Files.readString(file, Host.BYTES);
    } catch (IOException e) {
      return "";
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalUnmountsAForegroundMount(String signal) throws IOException {
    Path mountpoint = Files.createDirectory(folder.resolve("mountpoint"));
    Process process = foreground(mountpoint, "ro");
    try {
      Host.run("kill", "-" + signal, Long.toString(process.pid()));
      Host.await(process);
      assertThat(Host.isMounted(mountpoint)).isFalse();
      assertThat(Files.readString(folder.resolve("errors"), Host.BYTES))
          .doesNotContain("Exception", "\tat ");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aSignalUnmountsABackgroundMount() throws IOException {
    Path mountpoint = Files.createDirectory(folder.resolve("mountpoint"));
    assertThat(Coldmount.run("mount", "--backend", backend, disk, mountpoint).exit()).isZero();
    ProcessHandle server = server();
    server.destroy();
    server.onExit().join();
    assertThat(Host.isMounted(mountpoint)).isFalse();
  }

  @Test
  void aMountWhoseProcessWasKilledCanBeUnmountedAndMountedAgain() throws IOException {
    Path mountpoint = Files.createDirectory(folder.resolve("mountpoint"));
    Fingerprint before = Fingerprint.of(shared);
    assertThat(Coldmount.run("mount", "--backend", backend, disk, mountpoint).exit()).isZero();
    ProcessHandle server = server();
    server.destroyForcibly();
    server.onExit().join();
    Host.Result list = Host.result(List.of("ls", mountpoint.toString()));
    assertThat(list.exit()).isNotZero(); // an error, and no hang
    Host.Result result = Coldmount.run("unmount", mountpoint);
    assertThat(result.exit()).as(result.errors()).isZero();
    assertThat(Host.isMounted(mountpoint)).isFalse();

    assertThat(Coldmount.run("mount", "--backend", backend, disk, mountpoint).exit()).isZero();
    assertThat(mountpoint.resolve("sizes/100")).hasSize(100);
    Host.run("umount", mountpoint.toString());
    before.assertUnchanged();
  }

  @Test
  void theNextMountTakesAwayWhatAKilledProcessLeft() throws IOException {
    Path mountpoint = Files.createDirectory(folder.resolve("mountpoint"));
    assertThat(Coldmount.run("mount", "--backend", backend, disk, mountpoint).exit()).isZero();
    ProcessHandle server = server();
    server.destroyForcibly();
    server.onExit().join();
    Host.Result result = Coldmount.run("mount", "--backend", backend, disk, mountpoint);
    assertThat(result.exit()).as(result.errors()).isZero();
    assertThat(mountpoint.resolve("sizes/100")).hasSize(100);
    Host.run("umount", mountpoint.toString());
    assertThat(Host.isMounted(mountpoint)).isFalse();
  }

  @Test
  void anIdleMountEndsByItself() throws IOException {
    Path mountpoint = Files.createDirectory(folder.resolve("mountpoint"));
    Process process = foreground(mountpoint, "idle=2s");
    try {
      Host.await(process);
      assertThat(process.exitValue()).isZero();
      assertThat(Host.isMounted(mountpoint)).isFalse();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aMountInUseIsNotUnmounted() throws IOException {
    try (Coldmount mount = Coldmount.mount(disk, "--backend", backend)) {
      Path file = mount.mountpoint().resolve("sizes/70000");
      try (var stream = Files.newInputStream(file)) {
        assertThat(stream.read()).isEqualTo('7');
        Host.Result result = Coldmount.run("unmount", mount.mountpoint());
        assertThat(result.exit()).isEqualTo(19);
        assertThat(result.errors())
            .startsWith("coldmount: " + mount.mountpoint() + " is in use: java (process ")
            .contains(") has " + file + " open. End what uses it, or add --lazy or --force")
            .doesNotContain("Exception");
        assertThat(file).hasSize(70000);
      }
    }
  }

  /** Starts a mount in the foreground and returns when its tree can be read. */
  private Process foreground(Path mountpoint, String options) throws IOException {
    List<String> command =
        List.of("findmnt", "--poll=mount", "-f", "-w", "60000", "-M", "" + mountpoint);
    Process mounted = Host.start(command, folder.resolve("events"), folder.resolve("faults"));
    Process process =
        Host.start(
            Coldmount.command("mount", "-f", "--backend", backend, "-o", options, disk, mountpoint),
            folder.resolve("output"),
            folder.resolve("errors"));
    Host.await(mounted);
    String errors = Files.readString(folder.resolve("errors"), Host.BYTES);
    assertThat(Host.isMounted(mountpoint)).as(errors).isTrue();
    assertThat(mountpoint.resolve("sizes/100")).hasSize(100);
    return process;
  }
}
