package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.mountd.host.PassedDescriptor;
import io.coldmount.mountd.tree.MemoryFileSystem;
import io.coldmount.mountd.tree.MountTree;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Mounts of other processes: how they end, and how users make them. */
@Timeout(120)
@ParameterizedClass
@EnumSource
final class MountProcessTest {

  private static final String NOBODY = "65534";

  @Parameter Way way = Way.NATIVE;

  @TempDir private Path temp;

  private Path folder = Path.of("/");

  @BeforeEach
  void makeAMountpoint() throws IOException {
    TestMount.assumeRoot();
    TestMount.assumeWay(way.options("memory"));
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    folder = Files.createDirectory(temp.toRealPath().resolve("mnt"));
  }

  @AfterEach
  void leaveNoMount() throws IOException {
    for (ActiveMount mount : FuseMount.list()) {
      if (mount.mountpoint().equals(folder)) {
        FuseMount.unmount(folder, false, true);
      }
    }
  }

  private Process started(List<String> prefix, String classPath, Path folder, String... more)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            // A user cannot write beside the mountpoint.
            prefix.isEmpty()
                ? "-Xlog:class+load:file=" + folder.resolveSibling("classes")
                : "-Xlog:disable",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classPath,
            MountProgram.class.getName(),
            folder.toString(),
            way.name()));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    if (!"mounted".equals(line)) {
      String rest = String.join("\n", output.readAllLines());
      process.destroyForcibly();
      throw new IOException("the process says: " + line + "\n" + rest);
    }
    return process;
  }

  private Process started(String... more) throws IOException {
    return started(List.of(), System.getProperty("java.class.path"), folder, more);
  }

  private String cat() throws Exception {
    return Shell.run("cat", folder.resolve("file").toString()).text();
  }

  private void assertNotMounted() throws IOException {
    assertThat(FuseMount.list()).noneMatch(mount -> mount.mountpoint().equals(folder));
  }

  @Test
  void sigtermUnmounts() throws Exception {
    Process process = started();
    try {
      assertThat(cat()).isEqualTo("of a guest");
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertNotMounted();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void sigtermUnmountsAlsoWhatIsInUse() throws Exception {
    Process process = started();
    assertThat(cat()).isEqualTo("of a guest");
    try (var open = Files.newInputStream(folder.resolve("file"))) {
      assertThat(open.read()).isEqualTo('o');
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertNotMounted();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void nothingOfJnrFuseIsLoadedBeforeItIsUsed() throws Exception {
    Process process = started();
    try {
      assertThat(cat()).isEqualTo("of a guest");
      FuseMount.unmount(folder, false, false);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      String loaded = Files.readString(folder.resolveSibling("classes"));
      assertThat(loaded).contains("io.coldmount.mountd.fuse.FuseMount ");
      boolean used = way == Way.JNR;
      assertThat(loaded.contains(" ru.serce.jnrfuse.")).isEqualTo(used);
      assertThat(loaded.contains(" io.coldmount.mountd.jnr.")).isEqualTo(used);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void sigtermUnderLoadEndsInTime() throws Exception {
    Process process = started();
    List<Process> readers = new ArrayList<>();
    try {
      String loop = "while cat file && ls -l && stat -f . && head -c 1 file; do :; done";
      for (int i = 0; i < 8; i++) {
        readers.add(
            new ProcessBuilder("sh", "-c", loop)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
      }
      assertThat(cat()).isEqualTo("of a guest");
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertNotMounted();
      for (Process reader : readers) {
        assertThat(reader.waitFor(20, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      process.destroyForcibly();
      readers.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void aMountThatAHelperWatchesEndsWithItsKilledProcess() throws Exception {
    assumeTrue(Shell.has("fusermount3"), "needs fusermount3");
    assumeTrue(way != Way.RINGS, "there is no such mount");
    Process process = started("auto_unmount");
    Process end =
        new ProcessBuilder("findmnt", "--poll=umount", "-f", "-w", "20000", "-M", folder.toString())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(cat()).isEqualTo("of a guest");
      process.destroyForcibly();
      while (FuseMount.list().stream().anyMatch(mount -> mount.mountpoint().equals(folder))
          && end.isAlive()) {
        Thread.onSpinWait();
      }
      assertNotMounted();
    } finally {
      process.destroyForcibly();
      end.destroyForcibly();
    }
  }

  @Test
  void theProcessEndsWhenItsMountIsTakenAway() throws Exception {
    Process process = started();
    try {
      FuseMount.unmount(folder, false, false);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatAKilledProcessLeavesBehindCanBeRemoved() throws Exception {
    Process process = started();
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    // The second where the device is let go of only after the question, as io_uring does.
    assertThat(cat())
        .containsAnyOf("Transport endpoint is not connected", "Software caused connection abort");
    MountTree tree = MountTree.of(new MemoryFileSystem());
    assertThatThrownBy(() -> FuseMount.mount(tree, folder, MountOptions.of("memory")))
        .hasMessageContaining("is already a mount of Coldmount (coldmount unmount ends it)");
    FuseMount.unmount(folder, false, false);
    assertNotMounted();
  }

  /**
   * Gives a user a {@code /dev/fuse} to open, in a name space of its own, whatever the host's looks
   * like; tells at the end how many mounts are left in it.
   */
  private static final String AS_NOBODY =
      """
      set -e
      folder=$1; shift
      mount -t tmpfs -o mode=755 tmpfs "$folder"
      mknod "$folder/fuse" c 10 229
      chmod 666 "$folder/fuse"
      mount --bind "$folder/fuse" /dev/fuse
      set +e
      setpriv --reuid 65534 --regid 65534 --clear-groups "$@" &
      trap "kill $!" TERM
      wait $!
      wait $!
      for mountpoint; do :; done
      echo "left $(grep -c " $mountpoint fuse.coldmount" /proc/self/mounts)"
      """;

  @Test
  void aUserMountsThroughTheHelper() throws Exception {
    assumeTrue(way != Way.JNR, "libfuse 2 has its own");
    for (String program : List.of("fusermount3", "setpriv", "unshare", "nsenter")) {
      assumeTrue(Shell.has(program), "needs " + program);
    }
    String devices = Files.createDirectory(temp.resolve("dev")).toString();
    List<String> prefix =
        List.of("unshare", "-m", "--propagation", "slave", "sh", "-c", AS_NOBODY, "sh", devices);
    List<String> probe = new ArrayList<>(prefix);
    probe.add("true");
    assumeTrue(
        Shell.run(probe.toArray(new String[0])).text().equals("left 0"), "needs mknod and mount");
    Shell.output("chown", NOBODY, folder.toString());
    Process process = started(prefix, readableClassPath(), folder);
    try {
      String file = folder.resolve("file").toString();
      String pid = Long.toString(process.pid());
      assertThat(
              Shell.output(
                  "nsenter",
                  "-t",
                  pid,
                  "-m",
                  "setpriv",
                  "--reuid",
                  NOBODY,
                  "--regid",
                  NOBODY,
                  "--clear-groups",
                  "cat",
                  file))
          .isEqualTo("of a guest");
      assertThat(Shell.run("nsenter", "-t", pid, "-m", "cat", file).text())
          .contains("Permission denied"); // not even root, unless allow_other
      assertThat(process.toHandle().destroy()).isTrue(); // unlike Process, it leaves the streams
      assertThat(process.inputReader().readAllLines()).containsExactly("left 0");
    } finally {
      process.destroyForcibly();
    }
  }

  /** The class path copied to where another user may read it. */
  private String readableClassPath() throws IOException {
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      if (Files.exists(from)
          && from.getFileName()
              .toString()
              .matches(".*(classes|coldmount|jnr|jffi|asm|slf4j|logback|caffeine).*")) {
        Path to = temp.resolve(copies.size() + "-" + from.getFileName());
        copy(from, to);
        copies.add(to.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.copy(file, from.equals(file) ? to : target);
      }
    }
  }

  @Test
  void aMissingHelperIsNamedWithWhatInstallsIt() {
    List<String> command = List.of("no-such-fusermount", "-o", "ro");
    assertThatThrownBy(() -> PassedDescriptor.from(command, "_FUSE_COMMFD", "apt install fuse3"))
        .hasMessage(
            "no-such-fusermount is missing, which mounts for users (type: apt install fuse3)");
  }

  @Test
  void aHelperThatFailsIsQuoted() {
    List<String> command = List.of("sh", "-c", "echo 'not allowed here' >&2; exit 1");
    assertThatThrownBy(() -> PassedDescriptor.from(command, "_FUSE_COMMFD", ""))
        .hasMessage("not allowed here");
    assertThatThrownBy(() -> PassedDescriptor.from(List.of("true"), "_FUSE_COMMFD", ""))
        .hasMessage("true failed");
  }
}
