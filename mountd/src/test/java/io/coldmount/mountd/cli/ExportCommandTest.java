package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} as typed, against qemu-img. */
final class ExportCommandTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("coldmount.root", ".."), "it", "samples").toAbsolutePath();

  @TempDir Path folder;
  private CommandLineHarness line;
  private Path chain = Path.of("/");

  @BeforeEach
  void aChain() throws IOException {
    line = new CommandLineHarness(folder);
    for (String name : new String[] {"guest.vmdk", "guest-000001.vmdk", "guest-000002.vmdk"}) {
      Files.copy(SAMPLES.resolve(name), folder.resolve(name));
    }
    chain = folder.resolve("guest-000002.vmdk");
  }

  private static int run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  private Path expected() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-img")), "qemu-img is not installed");
    Path raw = folder.resolve("expected.raw");
    assertThat(run("qemu-img", "convert", "-O", "raw", chain.toString(), raw.toString())).isZero();
    return raw;
  }

  private static long stored(Path file) throws IOException {
    try (var in = new ProcessBuilder("stat", "-c", "%b", file.toString()).start().inputReader()) {
      return 512 * Long.parseLong(in.readLine());
    }
  }

  private void nothingElseIsLeft() throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  @Test
  void theImageOfAChainIsThatOfQemuAndKeepsItsHoles() throws Exception {
    Path raw = expected();
    var said = line.run("export", chain.toString(), "-o", "out.raw");
    assertThat(said.err()).isEqualTo("1 entry written, 20.0 MiB.\n");
    assertThat(said.code()).isZero();
    Path out = folder.resolve("out.raw");
    assertThat(Files.mismatch(out, raw)).isEqualTo(-1);
    assertThat(stored(out)).isPositive().isLessThan(4 << 20);
    nothingElseIsLeft();
  }

  @Test
  void aVolumeIsTheBytesAtItsPlace() throws Exception {
    byte[] whole = Files.readAllBytes(expected());
    assertThat(line.run("export", chain.toString(), "--volume", "p1", "-o", "p1.raw").code())
        .isZero();
    byte[] volume = Files.readAllBytes(folder.resolve("p1.raw"));
    assertThat(volume).hasSize(12 << 20);
    assertThat(Arrays.equals(volume, Arrays.copyOfRange(whole, 1 << 20, (1 << 20) + (12 << 20))))
        .isTrue();
    var none = line.run("export", chain.toString(), "--volume", "p9", "-o", "p9.raw");
    assertThat(none.code()).isEqualTo(ExitCode.NO_FILE_SYSTEM.number());
    assertThat(none.err()).contains("there is no volume \"p9\": those here are p1, p2");
  }

  @Test
  void aFileThatStandsThereIsReplacedOnlyOnRequest() throws Exception {
    Path out = Files.writeString(folder.resolve("out.raw"), "mine");
    var refused = line.run("export", "disk.raw", "-o", "out.raw");
    assertThat(refused.code()).isEqualTo(ExitCode.OUTPUT.number());
    assertThat(refused.err()).contains("stands there already (--overwrite replaces it)");
    assertThat(out).hasContent("mine");
    assertThat(line.run("export", "disk.raw", "-o", "out.raw", "--overwrite").code()).isZero();
    assertThat(Files.mismatch(out, line.disk)).isEqualTo(-1);
    nothingElseIsLeft();
  }

  @Test
  void noFileOfTheChainIsEverReplaced() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("guest.vmdk"));
    Path other = Files.createLink(folder.resolve("other"), folder.resolve("guest-000001.vmdk"));
    for (Path target : new Path[] {chain, folder.resolve("guest.vmdk"), link, other}) {
      var said = line.run("export", chain.toString(), "--overwrite", "-o", target.toString());
      assertThat(said.code()).isEqualTo(ExitCode.OUTPUT.number());
      assertThat(said.err()).contains("belongs to the disk that is to be written");
    }
    for (String name : new String[] {"guest.vmdk", "guest-000001.vmdk", "guest-000002.vmdk"}) {
      assertThat(Files.mismatch(folder.resolve(name), SAMPLES.resolve(name))).isEqualTo(-1);
    }
  }

  @Test
  void onlyRegularFilesAreReplaced() throws Exception {
    Files.createDirectory(folder.resolve("directory"));
    var said = line.run("export", "disk.raw", "--overwrite", "-o", "directory");
    assertThat(said.code()).isEqualTo(ExitCode.OUTPUT.number());
    assertThat(said.err()).contains("is not a regular file, so it is not replaced");
    assertThat(line.run("export", "disk.raw", "-o", "no/such/folder").err())
        .contains("no/such/folder was not written: making the file failed: No such file");
  }

  @Test
  void aFullFileSystemIsToldAndLeavesNothing() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "mounting needs root");
    byte[] content = new byte[4 << 20];
    new Random(1).nextBytes(content);
    Files.write(folder.resolve("big.raw"), content);
    Path small = Files.createDirectory(folder.resolve("small"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "none", small.toString()) == 0);
    try {
      var said = line.run("export", "big.raw", "-o", "small/out.raw");
      assertThat(said.code()).isEqualTo(ExitCode.OUTPUT.number());
      assertThat(said.err())
          .isEqualTo(
              "coldmount: %s was not written: writing the file failed: No space left on device\n"
                  .formatted(small.resolve("out.raw")));
      try (var files = Files.list(small)) {
        assertThat(files).isEmpty();
      }
    } finally {
      run("umount", small.toString());
    }
  }

  @Test
  void aMissingOutputIsAUsageError() {
    assertThat(line.run("export", "disk.raw").code()).isEqualTo(ExitCode.USAGE.number());
  }
}
