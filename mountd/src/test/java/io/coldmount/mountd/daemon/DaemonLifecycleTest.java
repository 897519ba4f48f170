package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a daemon begins and ends, by itself, by signals and by force. */
@Timeout(120)
final class DaemonLifecycleTest {

  @TempDir private Path temp;
  private Path disk = Path.of("/");
  private Path folder = Path.of("/");
  private final List<DaemonProcess> begun = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    disk = TestGuest.in(Files.createDirectory(temp.resolve("images")));
    folder = Files.createDirectory(temp.resolve("mnt"));
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void end() throws Exception {
    begun.forEach(daemon -> daemon.process.destroyForcibly());
    for (DaemonProcess daemon : begun) {
      daemon.awaitEnd();
    }
    TestGuest.clean(temp);
  }

  private DaemonProcess daemon(String... options) throws Exception {
    DaemonProcess daemon = DaemonProcess.ofUser(temp, options);
    begun.add(daemon);
    return daemon;
  }

  private String mountBody() {
    return "{\"disks\":[\"" + disk + "\"],\"mountpoint\":\"" + folder + "\"}";
  }

  private List<String> left(String place) throws Exception {
    try (var files = Files.list(temp.resolve(place))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theSocketIsForItsUserAlone() throws Exception {
    DaemonProcess daemon = daemon();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.socket)))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.socket.getParent())))
        .isEqualTo("rwx------");
    assertThat(left("coldmount")).contains("control.lock", "control.sock").hasSizeLessThan(4);
  }

  @Test
  void theSocketOfTheSystemIsForRootAndTheGroup() throws Exception {
    TestGuest.assumeRootWithFuse();
    TestGuest.open(temp);
    DaemonProcess daemon = DaemonProcess.begin(List.of(), temp, List.of("--system"));
    begun.add(daemon);
    daemon.await(DaemonProcess.READY);
    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.socket));
    boolean group = Files.readString(Path.of("/etc/group")).contains("\ncoldmount:");
    assertThat(mode).isEqualTo(group ? "rw-rw----" : "rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalEndsTheDaemonAndItsMounts(String signal) throws Exception {
    TestGuest.assumeRootWithFuse();
    DaemonProcess daemon = daemon();
    assertThat(daemon.client().post("/v1/mounts", mountBody()).status()).isEqualTo(201);
    try (var open = Files.newInputStream(folder.resolve("p1/etc/hostname"))) {
      assertThat(open.read()).isPositive();
      new ProcessBuilder("kill", "-" + signal, "" + daemon.process.pid()).start().waitFor();
      assertThat(daemon.awaitEnd()).isGreaterThan(127);
      assertThat(TestGuest.isMounted(folder)).isFalse();
    }
    assertThat(left("coldmount")).containsExactly("control.lock");
    assertThat(daemon.said()).noneMatch(line -> line.contains("Exception"));
  }

  @Test
  void afterAKillTheNextDaemonMountsAgain() throws Exception {
    TestGuest.assumeRootWithFuse();
    DaemonProcess first = daemon();
    assertThat(first.client().post("/v1/mounts", mountBody()).status()).isEqualTo(201);
    first.process.destroyForcibly();
    first.awaitEnd();
    assertThat(TestGuest.isMounted(folder)).isTrue(); // dead: nobody answers there
    assertThat(first.socket).exists();
    DaemonProcess second = daemon();
    assertThat(folder.resolve("p1/etc/hostname")).isRegularFile();
    ApiClient.Reply mounts = second.client().get("/v1/mounts");
    assertThat((List<?>) mounts.json().get("mounts")).hasSize(1);
    String mountinfo = Files.readString(Path.of("/proc/self/mountinfo"));
    assertThat(mountinfo.split(" " + folder + " ", -1)).hasSize(2); // one mount there, not two
    second.close();
    assertThat(TestGuest.isMounted(folder)).isFalse();
    assertThat(left("coldmount")).containsExactly("control.lock");
  }

  @Test
  void afterAKillTheSystemsDaemonMountsAgainForTheSameUser() throws Exception {
    TestGuest.assumeRootWithFuse();
    TestGuest.open(temp);
    Files.setAttribute(folder, "unix:uid", 64101);
    DaemonProcess first = DaemonProcess.ofSystem(temp);
    begun.add(first);
    ApiClient ann = first.client(64101);
    String set = ann.post("/v1/disk-sets", "{\"disks\":[\"" + disk + "\"]}").field("id");
    String body = "{\"diskSet\":\"" + set + "\",\"mountpoint\":\"" + folder + "\"}";
    assertThat(ann.post("/v1/mounts", body).status()).isEqualTo(201);
    first.process.destroyForcibly();
    first.awaitEnd();
    DaemonProcess second = DaemonProcess.ofSystem(temp);
    begun.add(second);
    ApiClient.Reply mounts = second.client(64101).get("/v1/mounts");
    assertThat(mounts.text()).contains("\"owner\":64101", folder.toString());
    assertThat(second.client(64102).get("/v1/mounts").text()).isEqualTo("{\"mounts\":[]}");
    Path state = temp.resolve("run/mounts.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
        .isEqualTo("rw-------");
  }

  @Test
  void thereIsOneDaemonAtATime() throws Exception {
    DaemonProcess first = daemon();
    DaemonProcess second = DaemonProcess.begin(List.of(), temp, List.of());
    begun.add(second);
    second.await("a daemon listens on " + first.socket + " already");
    assertThat(second.awaitEnd()).isEqualTo(24);
    assertThat(first.client().get("/v1/health").status()).isEqualTo(200);
  }

  @Test
  void anIdleDaemonEndsByItselfAndOneThatIsUsedDoesNot() throws Exception {
    DaemonProcess idle = daemon("--idle", "1");
    idle.await("nobody has used it for 1 s");
    assertThat(idle.awaitEnd()).isZero();
    assertThat(left("coldmount")).containsExactly("control.lock");

    DaemonProcess used = daemon("--idle", "1");
    String body = "{\"disks\":[\"" + disk + "\"]}";
    String set = used.client().post("/v1/disk-sets", body).field("id");
    long until = System.nanoTime() + 3_000_000_000L;
    while (System.nanoTime() < until) {
      assertThat(used.process.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    assertThat(used.client().delete("/v1/disk-sets/" + set).status()).isEqualTo(204);
    used.await("nobody has used it for 1 s");
    assertThat(used.awaitEnd()).isZero();
  }

  @Test
  void theServiceManagerPassesTheSocketAndIsTold() throws Exception {
    TestGuest.assumeRootWithFuse();
    TestGuest.assumeTool("systemd-socket-activate");
    TestGuest.assumeTool("socat");
    Path socket = Files.createDirectory(temp.resolve("run")).resolve("control.sock");
    Path notify = temp.resolve("notify");
    Process listener = new ProcessBuilder("socat", "-u", "UNIX-RECV:" + notify, "STDOUT").start();
    try {
      while (!Files.exists(notify)) {
        Thread.onSpinWait();
      }
      DaemonProcess daemon =
          DaemonProcess.begin(
              List.of(
                  "systemd-socket-activate",
                  "-l",
                  socket.toString(),
                  "-E",
                  "NOTIFY_SOCKET=" + notify,
                  "-E",
                  "COLDMOUNT_RUNTIME_DIR=" + temp.resolve("run")),
              temp,
              List.of("--system", "--idle", "1"));
      begun.add(daemon);
      daemon.await("Listening on");
      assertThat(daemon.client().get("/v1/health").status()).isEqualTo(200);
      daemon.await("nobody has used it");
      assertThat(daemon.awaitEnd()).isZero();
      assertThat(socket).exists(); // it is the service manager's
      byte[] told = listener.getInputStream().readNBytes("READY=1STOPPING=1".length());
      assertThat(new String(told, java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("READY=1STOPPING=1");
    } finally {
      listener.destroyForcibly();
      listener.waitFor();
    }
  }

  @Test
  void withoutAPlaceForTheSocketNothingStarts() throws Exception {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwxrwx"));
    DaemonProcess daemon = DaemonProcess.begin(List.of(), temp, List.of());
    begun.add(daemon);
    daemon.await("XDG_RUNTIME_DIR is not set to a folder of this user alone");
    assertThat(daemon.awaitEnd()).isEqualTo(24);
  }
}
