package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong below one mount, or around the daemon: it and its other mounts go on. */
@Timeout(180)
final class DaemonFaultsTest {

  private static final int FILES = 64;
  private static final int SIZE = 64 * 1024;

  @TempDir private Path temp;
  private Path images = Path.of("/");
  private Path sick = Path.of("/");
  private Path well = Path.of("/");
  private final List<DaemonProcess> begun = new ArrayList<>();
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    TestGuest.assumeRootWithFuse();
    TestGuest.assumeTool("mkfs.ext4");
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
    images = Files.createDirectory(temp.resolve("images"));
    sick = Files.createDirectory(temp.resolve("sick"));
    well = Files.createDirectory(temp.resolve("well"));
    Path tree = Files.createDirectory(temp.resolve("tree"));
    for (int i = 0; i < FILES; i++) {
      Files.write(tree.resolve("file-" + i), content(i));
    }
    for (String name : List.of("sick.raw", "well.raw")) {
      Path image = images.resolve(name);
      run("truncate", "-s", "16M", image.toString());
      run("mkfs.ext4", "-q", "-F", "-d", tree.toString(), image.toString());
    }
    run("rm", "-r", tree.toString());
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      signal(process, "CONT");
    }
    for (DaemonProcess daemon : begun) {
      daemon.close();
    }
    TestGuest.clean(temp);
    for (Process process : started) {
      process.destroy();
      process.waitFor();
    }
    if (Files.readString(Path.of("/proc/self/mounts"))
        .contains(" " + temp.resolve("small") + " ")) {
      run("umount", temp.resolve("small").toString());
    }
  }

  private static byte[] content(int number) {
    byte[] bytes = new byte[SIZE];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as("%s", List.of(command)).isZero();
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
  }

  private DaemonProcess daemon() throws Exception {
    DaemonProcess daemon = DaemonProcess.ofUser(temp);
    begun.add(daemon);
    return daemon;
  }

  private static void mount(DaemonProcess daemon, Path image, Path place) throws Exception {
    String body = "{\"disks\":[\"" + image + "\"],\"mountpoint\":\"" + place + "\"}";
    ApiClient.Reply reply = daemon.client().post("/v1/mounts", body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
  }

  /** How many files can be read; what is read is right. */
  private static int readable(Path place) throws IOException {
    int whole = 0;
    for (int i = 0; i < FILES; i++) {
      try {
        byte[] read = Files.readAllBytes(place.resolve("file-" + i));
        assertThat(Arrays.equals(read, content(i))).as("file " + i).isTrue();
        whole++;
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("Input/output error");
      }
    }
    return whole;
  }

  private void assertTheOthersAreWell(DaemonProcess daemon) throws Exception {
    assertThat(readable(well)).isEqualTo(FILES);
    assertThat(daemon.client().get("/v1/health").status()).isEqualTo(200);
    Path another = Files.createDirectory(temp.resolve("another"));
    mount(daemon, images.resolve("well.raw"), another);
    assertThat(another.resolve("file-0")).isRegularFile();
  }

  @Test
  void anImageThatIsCutUnderItsMountCostsOnlyWhatIsLost() throws Exception {
    DaemonProcess daemon = daemon();
    mount(daemon, images.resolve("sick.raw"), sick);
    mount(daemon, images.resolve("well.raw"), well);
    try (FileChannel image =
        FileChannel.open(images.resolve("sick.raw"), StandardOpenOption.WRITE)) {
      image.truncate(4 << 20);
    }
    assertThat(readable(sick)).isLessThan(FILES);
    assertTheOthersAreWell(daemon);
  }

  @Test
  void anImageThatIsDeletedUnderItsMountIsReadToTheEnd() throws Exception {
    DaemonProcess daemon = daemon();
    mount(daemon, images.resolve("sick.raw"), sick);
    mount(daemon, images.resolve("well.raw"), well);
    Files.delete(images.resolve("sick.raw"));
    assertThat(readable(sick)).isEqualTo(FILES);
    assertTheOthersAreWell(daemon);
    String body = "{\"disks\":[\"" + images + "/sick.raw\"]}";
    assertThat(daemon.client().post("/v1/disk-sets", body).field("code")).isEqualTo("disk");
  }

  /** The image lies on a FUSE mount whose server is stopped, as on a network that is gone. */
  @Test
  void aSourceThatStallsHoldsUpOnlyWhoReadsIt() throws Exception {
    Path flat = Files.createDirectory(temp.resolve("flat"));
    Process server = flatView(images.resolve("sick.raw"), flat);
    DaemonProcess daemon = daemon();
    mount(daemon, flat.resolve("disk0"), sick);
    mount(daemon, images.resolve("well.raw"), well);
    signal(server, "STOP");
    CompletableFuture<Integer> stalled =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return readable(sick);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertTheOthersAreWell(daemon);
    assertThat(stalled.isDone()).isFalse();
    signal(server, "CONT");
    assertThat(stalled.get(60, TimeUnit.SECONDS)).isEqualTo(FILES);
  }

  private Process flatView(Path image, Path place) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.coldmount.mountd.cli.Main",
                "mount",
                "-f",
                "--flat"));
    command.addAll(List.of(image.toString(), place.toString()));
    Process server = new ProcessBuilder(command).inheritIO().start();
    started.add(server);
    while (!TestGuest.isMounted(place)) {
      assertThat(server.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    return server;
  }

  @Test
  void whereTheStateCannotBeWrittenMountsGoOnWithoutIt() throws Exception {
    Path small = Files.createDirectory(temp.resolve("small"));
    run("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", small.toString());
    DaemonProcess daemon = DaemonProcess.ofUser(small);
    begun.add(daemon);
    new ProcessBuilder("dd", "if=/dev/zero", "of=" + small.resolve("filler"), "bs=4k")
        .redirectErrorStream(true)
        .start()
        .waitFor();
    mount(daemon, images.resolve("sick.raw"), sick);
    daemon.await("mounts.json cannot be written");
    mount(daemon, images.resolve("well.raw"), well);
    assertThat(readable(sick)).isEqualTo(FILES);
    assertTheOthersAreWell(daemon);
    Files.delete(small.resolve("filler"));
    run("umount", sick.toString());
    daemon.await("is unmounted from " + sick);
    assertThat(Files.readString(small.resolve("coldmount/mounts.json"))).contains(well.toString());
  }

  @Test
  void aLogThatCannotBeWrittenIsMissedByNobody() throws Exception {
    List<String> full = List.of("sh", "-c", "exec \"$@\" >/dev/full 2>&1", "sh");
    DaemonProcess daemon = DaemonProcess.begin(full, temp, List.of());
    begun.add(daemon);
    while (!Files.exists(daemon.socket)) {
      assertThat(daemon.process.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    mount(daemon, images.resolve("sick.raw"), sick);
    mount(daemon, images.resolve("well.raw"), well);
    assertThat(readable(sick)).isEqualTo(FILES);
    assertTheOthersAreWell(daemon);
  }
}
