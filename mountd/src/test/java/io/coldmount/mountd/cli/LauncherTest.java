package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a project of its own, whose java and Maven are scripts. */
final class LauncherTest {

  private static final Path LAUNCHER =
      Path.of(System.getProperty("coldmount.root", "..")).resolve("coldmount");

  @TempDir Path home;
  private Path jar;

  @BeforeEach
  void aProject() throws IOException {
    assumeTrue(Files.isExecutable(LAUNCHER));
    script("coldmount", Files.readString(LAUNCHER));
    script("src/dist/find-jdk", "#!/bin/sh\necho " + home + "/jdk\n");
    script("mvnw", "#!/bin/sh\necho built >>" + home + "/builds\nexit 1\n");
    for (String folder : List.of("disk-set", "partitions", "fs-drivers", "mountd/target/lib")) {
      Files.createDirectories(home.resolve(folder));
    }
    Files.createFile(home.resolve("pom.xml"));
    Files.createFile(home.resolve("mountd/target/lib/lib.jar"));
    jar = Files.createFile(home.resolve("mountd/target/coldmount-mountd-1.jar"));
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(5)));
    java("echo \"$@\"");
  }

  private void script(String path, String text) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What java does, but for making the start-up cache, which it fails at. */
  private void java(String commands) throws IOException {
    script(
        "jdk/bin/java",
        "#!/bin/sh\ncase \"$*\" in *Training*|*CurrentClasses*) exit 1;; esac\n" + commands + "\n");
  }

  private record Ended(int code, String out, String err) {}

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(home + "/coldmount"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectError(home.resolve("err").toFile());
    Map<String, String> environment = builder.environment();
    environment.remove("COLDMOUNT_HEAP");
    environment.put("XDG_CACHE_HOME", home + "/cache");
    environment.put("XDG_RUNTIME_DIR", home + "/run");
    environment.put("COLDMOUNT_RUNTIME_DIR", home + "/system");
    return builder.start();
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    return end(start(arguments));
  }

  private Ended end(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out, Files.readString(home.resolve("err")));
  }

  @Test
  void aCommandRunsInJavaWithItsArgumentsAndItsExitCode() throws Exception {
    java("echo \"$@\"; exit 14");
    Ended ended = run("ls", "a b.vmdk", "/x y");
    assertThat(ended.code()).isEqualTo(14);
    assertThat(ended.out())
        .contains(" -Xmx256m ", "--enable-native-access=ALL-UNNAMED")
        .endsWith("io.coldmount.mountd.cli.Main ls a b.vmdk /x y\n");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void itRunsFromACopyThatALaterBuildLeavesAlone() throws Exception {
    String classPath = run("list").out().replaceFirst("(?s).* -cp (\\S+) .*", "$1");
    for (String entry : List.of(classPath.split(":", -1))) {
      assertThat(Path.of(entry)).exists();
      assertThat(entry).startsWith(home + "/mountd/target/app/");
    }
  }

  @Test
  void aMountInTheBackgroundReturnsWhenItIsReady() throws Exception {
    java(
        "case \"$*\" in *coldmount.background=true*) ;; *) exit 9;; esac\n"
            + "pwd >"
            + home
            + "/directory; echo ready; exec >/dev/null 2>&1; read -r line <"
            + home
            + "/end");
    new ProcessBuilder("mkfifo", home + "/end").start().waitFor();
    Ended ended = run("mount", "disk.vmdk", "mnt");
    assertThat(ended).isEqualTo(new Ended(0, "", ""));
    assertThat(home.resolve("directory")).hasContent("/");
    Files.writeString(home.resolve("end"), "now\n"); // it was still there to read this
  }

  /** Until it is closed, a socket is where a daemon's would be. */
  private ServerSocketChannel daemon() throws IOException {
    Path socket = Files.createDirectories(home.resolve("run/coldmount")).resolve("control.sock");
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return listening.bind(UnixDomainSocketAddress.of(socket));
  }

  @Test
  void whereADaemonListensAMountOnlyAsksIt() throws Exception {
    java("case \"$*\" in *TieredStopAtLevel=1*coldmount.background=ask*) exit 0;; esac; exit 9");
    try (ServerSocketChannel listening = daemon()) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(run("mount", "disk.vmdk", "mnt")).isEqualTo(new Ended(0, "", ""));
      assertThat(run("mount", "-f", "disk.vmdk", "mnt").code()).isEqualTo(9);
    }
  }

  @Test
  void whatADaemonRefusesIsNotTriedAgain() throws Exception {
    java("case \"$*\" in *background=ask*) echo 'coldmount: no.' >&2; exit 15;; esac; exit 9");
    try (ServerSocketChannel listening = daemon()) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(run("mount", "disk.vmdk", "mnt")).isEqualTo(new Ended(15, "", "coldmount: no.\n"));
    }
  }

  @Test
  void whereNobodyAnswersAMountGoesOnAsWithoutADaemon() throws Exception {
    java("case \"$*\" in *background=ask*) exit 75;; *background=true*) echo ready; exit 0;; esac");
    try (ServerSocketChannel listening = daemon()) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(run("mount", "disk.vmdk", "mnt")).isEqualTo(new Ended(0, "", ""));
    }
  }

  @Test
  void aMountThatFailsReturnsItsExitCode() throws Exception {
    java("echo 'coldmount: no.' >&2; exit 15");
    assertThat(run("mount", "disk.vmdk", "mnt")).isEqualTo(new Ended(15, "", "coldmount: no.\n"));
  }

  @Test
  void aMountInTheForegroundStaysThere() throws Exception {
    assertThat(run("mount", "-f", "disk.vmdk", "mnt").out())
        .doesNotContain("coldmount.background")
        .endsWith("mount -f disk.vmdk mnt\n");
    assertThat(run("mount", "--help").out()).endsWith("mount --help\n");
  }

  @Test
  void beingStoppedWhileAMountStartsStopsTheMount() throws Exception {
    java(
        "trap 'echo stopped >"
            + home
            + "/stopped; kill $!; exit 1' TERM; echo started >"
            + home
            + "/started; read -r line <"
            + home
            + "/never & wait");
    new ProcessBuilder("mkfifo", home + "/started", home + "/never").start().waitFor();
    Process launcher = start("mount", "disk.vmdk", "mnt");
    assertThat(Files.readString(home.resolve("started"))).isEqualTo("started\n");
    launcher.toHandle().destroy(); // which, unlike that of Process, leaves its streams open
    assertThat(end(launcher).code()).isEqualTo(130);
    assertThat(home.resolve("stopped")).hasContent("stopped");
  }

  @Test
  void changedSourcesAreBuiltAndAFailedBuildNamesItsLog() throws Exception {
    Path source = Files.createFile(home.resolve("disk-set/Disk.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    Ended ended = run("list");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo("coldmount: the build failed: see " + home + "/mountd/target/build.log\n");
    assertThat(home.resolve("builds")).hasContent("built");
  }

  @Test
  void changedTestsAndTargetsAreNotBuilt() throws Exception {
    for (String path : List.of("disk-set/src/test/T.java", "disk-set/target/x")) {
      Files.createDirectories(home.resolve(path).getParent());
      Path file = Files.createFile(home.resolve(path));
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }
    assertThat(run("list").code()).isZero();
  }
}
