package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounts of the launcher with a daemon: of the user, of the system, and none. */
final class DaemonTest {

  @TempDir Path folder;
  private Path disk = Path.of("/");
  private Path first = Path.of("/");
  private Path second = Path.of("/");

  @BeforeEach
  void aUser() throws IOException {
    Host.assumeMounts();
    Host.assumeTools("curl", "setpriv");
    for (String name : List.of("guest.vmdk", "guest-000001.vmdk", "guest-000002.vmdk")) {
      Files.copy(Host.project().resolve("it/samples").resolve(name), folder.resolve(name));
    }
    disk = folder.resolve("guest-000002.vmdk");
    first = Files.createDirectory(folder.resolve("first"));
    second = Files.createDirectory(folder.resolve("second"));
    Files.setPosixFilePermissions(
        Files.createDirectory(folder.resolve("xdg")), PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void nothingStays() throws IOException {
    for (ProcessHandle one : served()) {
      one.destroy();
      one.onExit().join();
    }
    assertThat(Host.isMounted(first)).isFalse();
    assertThat(Host.isMounted(second)).isFalse();
    assertThat(processes(true)).isEmpty();
  }

  /** Daemons whose places are below the folder of this test. */
  private List<ProcessHandle> served() throws IOException {
    return processes(false);
  }

  /** Processes whose places are below the folder of this test. */
  private List<ProcessHandle> processes(boolean holders) throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    for (ProcessHandle one : ProcessHandle.allProcesses().toList()) {
      Path environment = Path.of("/proc", Long.toString(one.pid()), "environ");
      try {
        boolean ours = Files.readString(environment, Host.BYTES).contains("=" + folder + "/");
        Path commandLine = environment.resolveSibling("cmdline");
        if (ours
            && Files.readString(commandLine, Host.BYTES).contains(".HolderMain\0") == holders) {
          found.add(one);
        }
      } catch (IOException e) {
        // it has ended, or is no business of ours
      }
    }
    return found;
  }

  private Host.Result coldmount(Object... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "XDG_RUNTIME_DIR=" + folder.resolve("xdg"),
                "COLDMOUNT_RUNTIME_DIR=" + folder.resolve("run")));
    command.addAll(Coldmount.command(arguments));
    return Host.result(command);
  }

  private String api(String socket, String path) throws IOException {
    return Host.run(
        "curl", "-sS", "--unix-socket", folder.resolve(socket).toString(), "http://x" + path);
  }

  private static void ok(Host.Result result) {
    assertThat(result.exit()).as(result.errors()).isZero();
  }

  @Test
  void theDaemonCanBeAskedAsSoonAsTheFirstMountReturns() throws IOException {
    ok(coldmount("mount", disk, first));
    assertThat(folder.resolve("xdg/coldmount/control.sock")).exists();
    assertThat(api("xdg/coldmount/control.sock", "/v1/mounts")).contains("\"" + first + "\"");
  }

  @Test
  void theFirstMountStartsTheDaemonThatServesTheNext() throws IOException {
    ok(coldmount("mount", disk, first));
    assertThat(first.resolve("p1/etc/hostname")).isRegularFile();
    ok(coldmount("mount", "--volume", "p1", disk, second));
    assertThat(second.resolve("etc/hostname")).isRegularFile();
    assertThat(served()).hasSize(1);
    assertThat(api("xdg/coldmount/control.sock", "/v1/mounts"))
        .contains("\"" + first + "\"", "\"" + second + "\"");
    ok(coldmount("unmount", first));
    assertThat(Host.isMounted(first)).isFalse();
    assertThat(second.resolve("etc/hostname")).isRegularFile();
  }

  @Test
  void aDaemonThatMountBeganIsFollowedByAnotherWhenItIsKilled() throws IOException {
    ok(coldmount("mount", disk, first));
    for (int i = 0; i < 3; i++) {
      ProcessHandle killed = served().getFirst();
      killed.destroyForcibly();
      killed.onExit().join();
      Host.run("stat", "-f", first.resolve("p1").toString()); // the kernel asks each time
      assertThat(served()).hasSize(1).doesNotContain(killed);
    }
    ok(coldmount("mount", disk, second));
    ok(coldmount("unmount", first));
    ok(coldmount("unmount", second));
  }

  @Test
  void mountsAtOnceFindOneDaemon() throws IOException {
    List<Process> mounts = new ArrayList<>();
    for (Path mountpoint : List.of(first, second)) {
      List<String> command =
          new ArrayList<>(List.of("env", "XDG_RUNTIME_DIR=" + folder.resolve("xdg")));
      command.addAll(Coldmount.command("mount", disk, mountpoint));
      Path log = folder.resolve("log-" + mountpoint.getFileName());
      mounts.add(Host.start(command, log, log));
    }
    for (Process mount : mounts) {
      Host.await(mount);
      assertThat(mount.exitValue()).isZero();
    }
    assertThat(served()).hasSize(1);
    assertThat(api("xdg/coldmount/control.sock", "/v1/mounts"))
        .contains("\"" + first + "\"", "\"" + second + "\"");
  }

  @Test
  void aMountWithoutTheDaemonHasAProcessOfItsOwn() throws IOException {
    ok(coldmount("mount", disk, first));
    ok(coldmount("mount", "--no-daemon", disk, second));
    assertThat(served()).hasSize(2);
    assertThat(api("xdg/coldmount/control.sock", "/v1/mounts"))
        .contains("\"" + first + "\"")
        .doesNotContain("\"" + second + "\"");
  }

  @Test
  void whatFailsFailsTheSameWayWithADaemonAndWithout() throws IOException {
    Path text = Files.writeString(folder.resolve("text.raw"), "no disk".repeat(512));
    List<List<Object>> wrongs =
        List.of(
            List.of("mount", folder.resolve("none.vmdk"), second),
            List.of("mount", disk, folder.resolve("nowhere")),
            List.of("mount", disk, disk),
            List.of("mount", "--volume", "p9", disk, second),
            List.of("mount", "-o", "rw", disk, second),
            List.of("mount", text, second));
    List<Host.Result> alone = new ArrayList<>();
    for (List<Object> wrong : wrongs) {
      alone.add(coldmount(wrong.toArray()));
      assertThat(served()).isEmpty();
    }
    ok(coldmount("mount", disk, first));
    for (int i = 0; i < wrongs.size(); i++) {
      List<Object> plain = new ArrayList<>(wrongs.get(i));
      plain.add(1, "--no-daemon");
      Host.Result never = coldmount(plain.toArray());
      assertThat(never.exit()).isNotZero();
      assertThat(alone.get(i)).isEqualTo(never);
      assertThat(coldmount(wrongs.get(i).toArray())).isEqualTo(never);
    }
  }

  @Test
  void theDaemonOfTheSystemMountsForAUserWhoHasNoneOfHisOwn() throws IOException {
    Process daemon =
        Host.start(
            List.of(
                "env",
                "COLDMOUNT_RUNTIME_DIR=" + folder.resolve("run"),
                Host.project().resolve("coldmount").toString(),
                "daemon",
                "--system"),
            folder.resolve("output"),
            folder.resolve("errors"));
    try {
      Path socket = folder.resolve("run/control.sock");
      while (!Files.exists(socket)) {
        assertThat(daemon.isAlive()).as(Files.readString(folder.resolve("errors"))).isTrue();
        Thread.onSpinWait();
      }
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
      Host.run("chown", "65534:65534", first.toString());
      List<String> asNobody =
          new ArrayList<>(
              List.of(
                  "env",
                  "-u",
                  "XDG_RUNTIME_DIR",
                  "COLDMOUNT_RUNTIME_DIR=" + folder.resolve("run"),
                  "setpriv",
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups"));
      List<String> mount = new ArrayList<>(asNobody);
      mount.addAll(Coldmount.command("mount", disk, first));
      ok(Host.result(mount));
      List<String> read = new ArrayList<>(asNobody);
      read.addAll(List.of("cat", first.resolve("p1/etc/hostname").toString()));
      ok(Host.result(read));
      List<String> elsewhere = new ArrayList<>(asNobody);
      elsewhere.addAll(Coldmount.command("mount", disk, second));
      Host.Result refused = Host.result(elsewhere);
      assertThat(refused.exit()).isEqualTo(15);
      assertThat(refused.errors()).contains("belongs to another user");
    } finally {
      daemon.destroy();
      Host.await(daemon);
    }
    assertThat(Host.isMounted(first)).isFalse();
  }

  @Test
  void theUnitsAreWellFormed() throws IOException {
    Host.assumeTools("systemd-analyze");
    for (String name : List.of("coldmount.socket", "coldmount.service")) {
      String unit = Files.readString(Host.project().resolve("src/dist").resolve(name));
      Files.writeString(
          folder.resolve(name),
          unit.replace("/usr/bin/coldmount", Host.project().resolve("coldmount").toString()));
    }
    Host.Result result =
        Host.verifyUnits(folder.resolve("coldmount.socket"), folder.resolve("coldmount.service"));
    assertThat(result.output() + result.errors()).doesNotContain("coldmount.s");
    assertThat(result.exit()).isZero();
  }
}
