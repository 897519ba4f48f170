package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.mountd.fuse.FuseMount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is killed, and the next one that goes on serving its mounts. */
@Timeout(300)
final class DaemonTakeoverTest {

  private static final String TAKEN = "is taken over from a daemon that was killed";
  private static final int FOLDERS = 40;
  private static final int FILES = 20;
  private static final int KILLS = 10;

  /** Bytes, or a little less. */
  private static final int CONTENT = FOLDERS * FILES * 19_000;

  @TempDir private Path temp;
  private Path disk = Path.of("/");
  private Path folder = Path.of("/");
  private final List<DaemonProcess> begun = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    TestGuest.assumeRootWithFuse();
    TestGuest.assumeTool("mkfs.ext4");
    folder = Files.createDirectory(temp.resolve("mnt"));
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
    disk = guest();
  }

  @AfterEach
  void end() throws Exception {
    begun.forEach(daemon -> daemon.process.destroyForcibly());
    for (DaemonProcess daemon : begun) {
      daemon.awaitEnd();
    }
    TestGuest.clean(temp);
    List<ProcessHandle> holders = holders();
    for (ProcessHandle holder : holders) {
      holder.onExit().get(30, TimeUnit.SECONDS);
    }
  }

  /** Files of 10 to 30 KiB, more than pipes and the kernel's read-ahead swallow at once. */
  private Path guest() throws Exception {
    Random random = new Random(4);
    Path tree = Files.createDirectory(temp.resolve("tree"));
    for (int i = 0; i < FOLDERS; i++) {
      Path part = Files.createDirectory(tree.resolve("folder-" + i));
      for (int j = 0; j < FILES; j++) {
        byte[] bytes = new byte[10_000 + random.nextInt(20_000)];
        random.nextBytes(bytes);
        Files.write(part.resolve("file-" + j), bytes);
      }
    }
    Path image = temp.resolve("guest.raw");
    run("truncate", "-s", "64M", image.toString());
    run("mkfs.ext4", "-q", "-F", "-d", tree.toString(), image.toString());
    run("rm", "-r", tree.toString());
    return image;
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as("%s", List.of(command)).isZero();
  }

  private DaemonProcess daemon() throws Exception {
    DaemonProcess daemon = DaemonProcess.begin(List.of(), temp, List.of());
    begun.add(daemon);
    return daemon;
  }

  /** A daemon that has mounted. */
  private DaemonProcess mounted() throws Exception {
    DaemonProcess daemon = daemon();
    daemon.await(DaemonProcess.READY);
    mount(daemon);
    return daemon;
  }

  private void mount(DaemonProcess daemon) throws Exception {
    String body = "{\"disks\":[\"" + disk + "\"],\"mountpoint\":\"" + folder + "\"}";
    ApiClient.Reply reply = daemon.client().post("/v1/mounts", body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
  }

  private static void kill(DaemonProcess daemon) throws Exception {
    daemon.process.destroyForcibly();
    daemon.awaitEnd();
  }

  /** The processes that hold mounts of this test. */
  private List<ProcessHandle> holders() throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    for (ProcessHandle one : ProcessHandle.allProcesses().toList()) {
      try {
        String line = Files.readString(Path.of("/proc/" + one.pid() + "/cmdline"));
        if (line.contains("HolderMain\0" + temp + "/")) {
          found.add(one);
        }
      } catch (IOException e) {
        // it has ended
      }
    }
    return found;
  }

  private Process tar() throws IOException {
    return new ProcessBuilder("tar", "--sort=name", "-cf", "-", "-C", folder.toString(), ".")
        .redirectError(temp.resolve("tar-errors").toFile())
        .start();
  }

  private static String sum(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void aRunningTarOutlivesTenDeathsOfTheDaemon() throws Exception {
    DaemonProcess daemon = mounted();
    MessageDigest disturbed = MessageDigest.getInstance("SHA-256");
    Process tar = tar();
    try (InputStream out = new DigestInputStream(tar.getInputStream(), disturbed)) {
      for (int i = 0; i < KILLS; i++) {
        assertThat(out.readNBytes(CONTENT / KILLS * 9 / 10)).isNotEmpty();
        kill(daemon);
        assertThat(tar.isAlive()).isTrue();
        daemon = daemon();
        daemon.await(TAKEN);
      }
      assertThat(out.readAllBytes()).isNotEmpty(); // it was not at its end at the last death
    }
    assertThat(tar.waitFor()).as(Files.readString(temp.resolve("tar-errors"))).isZero();
    daemon.await(DaemonProcess.READY);
    assertThat(daemon.client().delete("/v1/mounts/mount-1").status()).isEqualTo(204);

    mount(daemon);
    MessageDigest undisturbed = MessageDigest.getInstance("SHA-256");
    Process again = tar();
    try (InputStream out = new DigestInputStream(again.getInputStream(), undisturbed)) {
      assertThat(out.readAllBytes().length).isGreaterThan(CONTENT);
    }
    assertThat(again.waitFor()).isZero();
    assertThat(sum(disturbed)).isEqualTo(sum(undisturbed));
  }

  private static List<?> mounts(DaemonProcess daemon) throws Exception {
    Object mounts = daemon.client().get("/v1/mounts").json().get("mounts");
    return mounts instanceof List<?> list ? list : List.of();
  }

  @Test
  void whoAsksWhileNoDaemonIsThereIsAnsweredByTheNext() throws Exception {
    kill(mounted());
    Process reader = new ProcessBuilder("cat", folder + "/folder-7/file-7").start();
    assertThat(reader.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    daemon().await(TAKEN);
    assertThat(reader.getInputStream().readAllBytes().length).isGreaterThan(9_999);
    assertThat(reader.waitFor()).isZero();
  }

  @Test
  void aMountThatIsTakenOverIsOneLikeAnyOther() throws Exception {
    kill(mounted());
    DaemonProcess next = daemon();
    next.await(DaemonProcess.READY);
    assertThat(mounts(next)).hasSize(1);
    assertThat(folder.resolve("folder-0/file-0")).isRegularFile();
    next.close();
    assertThat(TestGuest.isMounted(folder)).isFalse();
    assertThat(holders()).isEmpty();
    try (var left = Files.list(temp.resolve("coldmount"))) {
      assertThat(left.map(file -> file.getFileName().toString())).containsExactly("control.lock");
    }
  }

  @Test
  void aMountThatTheUserEndsWhileNoDaemonIsThereStaysEnded() throws Exception {
    kill(mounted());
    run("umount", folder.toString());
    for (ProcessHandle holder : holders()) {
      holder.onExit().get(30, TimeUnit.SECONDS);
    }
    DaemonProcess next = daemon();
    next.await(DaemonProcess.READY);
    assertThat(mounts(next)).isEmpty();
    assertThat(TestGuest.isMounted(folder)).isFalse();
  }

  @Test
  void aDiskThatHasChangedMeanwhileIsMountedAnew() throws Exception {
    kill(mounted());
    Files.setLastModifiedTime(disk, FileTime.fromMillis(1_000_000));
    DaemonProcess next = daemon();
    next.await("its disk files, or Coldmount, are not those of then");
    next.await("is mounted again after the daemon was killed");
    assertThat(folder.resolve("folder-0/file-0")).isRegularFile();
  }

  @Test
  void whatNobodyHoldsIsMountedAnew() throws Exception {
    DaemonProcess first = mounted();
    for (ProcessHandle holder : holders()) {
      holder.destroyForcibly();
      holder.onExit().get(30, TimeUnit.SECONDS);
    }
    assertThat(folder.resolve("folder-0/file-0")).isRegularFile(); // the daemon goes on
    kill(first);
    daemon().await("is mounted again after the daemon was killed");
    assertThat(folder.resolve("folder-0/file-1")).isRegularFile();
  }

  @Test
  void theHolderSpeaksWithNoOtherUser() throws Exception {
    TestGuest.assumeTool("socat");
    mounted();
    Path socket = temp.resolve("coldmount/holder.sock");
    while (!Files.exists(socket)) {
      Thread.onSpinWait();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    for (Path open : List.of(temp, socket.getParent())) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    String device = device();
    assertThat(ask(List.of(), socket, device)).isEqualTo("F" + device);
    assertThat(ask(List.of("setpriv", "--reuid=64101", "--clear-groups"), socket, device))
        .isEmpty();
    assertThat(ask(List.of(), socket, "0:0")).isEqualTo("N0:0");
  }

  private String device() throws IOException {
    return FuseMount.list().stream()
        .filter(mount -> mount.mountpoint().equals(folder))
        .findFirst()
        .orElseThrow()
        .device();
  }

  /** What the holder answers to whoever runs with {@code prefix}. */
  private static String ask(List<String> prefix, Path socket, String device) throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("socat", "-t5", "-", "UNIX-CONNECT:" + socket + ",type=5"));
    Process process = new ProcessBuilder(command).start();
    try (var in = process.getOutputStream()) {
      in.write(("T" + device).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // it has hung up already
    }
    byte[] answer = process.getInputStream().readAllBytes();
    process.waitFor();
    return new String(answer, StandardCharsets.US_ASCII);
  }
}
