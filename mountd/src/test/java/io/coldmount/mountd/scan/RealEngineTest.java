package io.coldmount.mountd.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.coldmount.mountd.restore.MemoryFile;
import io.coldmount.mountd.restore.MemoryFileSystem;
import io.coldmount.mountd.restore.Selection;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's own engines, with a database of made-up signatures, over private sockets. */
final class RealEngineTest {

  private static final String PATTERN = "coldmount-test-malware";
  private static final Path CLAMD = Path.of("/usr/sbin/clamd");
  private static final Path YARA = Path.of("/usr/bin/yara");

  @TempDir Path folder;

  private final MemoryFileSystem guest = new MemoryFileSystem();
  private final List<String> answers = new ArrayList<>();
  private @Nullable Process daemon;

  /** Files of many sizes, so that what one leaves in a buffer would be seen in the next. */
  private void files() {
    MemoryFile root = guest.root();
    Random random = new Random(3);
    for (int i = 0; i < 40; i++) {
      byte[] content = new byte[1 + random.nextInt(40_000)];
      random.nextBytes(content);
      root.file("clean" + i, content);
      root.file("short" + i, "tiny");
      root.file("bad" + i, "before " + PATTERN + " after" + " ".repeat(i * 100));
    }
    byte[] large = new byte[3 << 20];
    random.nextBytes(large);
    System.arraycopy(PATTERN.getBytes(UTF_8), 0, large, 2_500_000, PATTERN.length());
    root.file("large", large);
  }

  private Path startClamd(int port) throws Exception {
    assumeThat(CLAMD).exists();
    Path database = Files.createDirectory(folder.resolve("db"));
    String hex = java.util.HexFormat.of().formatHex(PATTERN.getBytes(UTF_8));
    Files.writeString(database.resolve("own.ndb"), "Made.Up:0:*:" + hex + "\n");
    Path configuration = folder.resolve("clamd.conf");
    Files.write(
        configuration,
        List.of(
            "LocalSocket " + folder.resolve("socket"),
            "TCPSocket " + port,
            "TCPAddr 127.0.0.1",
            "DatabaseDirectory " + database,
            "Foreground yes",
            "MaxThreads 4",
            "MaxFileSize 4M",
            "StreamMaxLength 2M"));
    Process process =
        new ProcessBuilder(CLAMD.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .start();
    daemon = process;
    // It says this when it listens, and goes on.
    var lines = process.inputReader(UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains("Self checking")) {
        break;
      }
    }
    assertThat(process.isAlive()).isTrue();
    return configuration;
  }

  @AfterEach
  void stop() throws Exception {
    Process process = daemon;
    if (process != null) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private ScanTotals scan(String engine, Path configuration) throws Exception {
    var link = new ScanHeader.ScannedLink("m", "", 1);
    var disk = new ScanHeader.ScannedDisk("m", List.of(link));
    Path file = folder.resolve("report" + answers.size());
    try (ScanEngine opened =
            new ScanEngines(configuration, Duration.ofSeconds(30))
                .open(
                    engine,
                    () -> {
                      throw new IOException("no mount here");
                    });
        ScanReport report =
            ScanReport.begin(
                file,
                new ScanHeader(opened.description(), List.of(disk), List.of(), List.of(), 9, ""),
                (shown, verdict, bytes) -> answers.add(shown + " " + verdict),
                null)) {
      var settings = new ScanSettings(Selection.ALL, Long.MAX_VALUE, 3, false);
      Scan.run(List.of(new ScanVolume("p1", guest, null)), opened, settings, report);
      report.end(true);
      report.sarif(folder.resolve("sarif"), true);
      return report.totals();
    }
  }

  @Test
  void clamdIsGivenEveryFileOverADescriptorAndOverAStream() throws Exception {
    int port = freePort();
    Path configuration = startClamd(port);
    files();
    ScanTotals passed = scan("clamd", configuration);
    assertThat(passed.infected()).isEqualTo(41);
    assertThat(passed.clean()).isEqualTo(80);
    assertThat(passed.notScanned()).isZero();
    assertThat(answers.stream().filter(a -> a.contains("Infected")))
        .allMatch(a -> a.startsWith("p1:/bad") || a.startsWith("p1:/large"));
    assertThat(Files.readString(folder.resolve("sarif"))).contains("Made.Up", "p1/bad7");
    answers.clear();
    ScanTotals streamed = scan("clamd:127.0.0.1:" + port, configuration);
    assertThat(streamed.infected()).isEqualTo(40);
    assertThat(streamed.notScanned()).as("the file over StreamMaxLength").isEqualTo(1);
  }

  @Test
  void aFileOverClamdsLimitIsNotCalledClean() throws Exception {
    Path configuration = startClamd(freePort());
    byte[] content = new byte[5 << 20];
    System.arraycopy(PATTERN.getBytes(UTF_8), 0, content, 100, PATTERN.length());
    guest.root().file("over", content);
    assertThat(scan("clamd", configuration).notScanned()).isEqualTo(1);
  }

  @Test
  void aStreamThatClamdBreaksOffIsNotCalledClean() throws Exception {
    int port = freePort();
    startClamd(port);
    Path unknowing = Files.createFile(folder.resolve("other.conf"));
    byte[] content = new byte[9 << 20];
    guest.root().file("over", content);
    ScanTotals totals = scan("clamd:127.0.0.1:" + port, unknowing);
    assertThat(totals.notScanned()).isEqualTo(1);
    assertThat(totals.clean()).isZero();
  }

  @Test
  void yaraIsGivenEveryFile() throws Exception {
    assumeThat(YARA).exists();
    files();
    Path rules = folder.resolve("rules");
    Files.writeString(rules, "rule made_up { strings: $a = \"" + PATTERN + "\" condition: $a }\n");
    ScanTotals totals = scan("yara:" + rules, folder.resolve("none"));
    assertThat(totals.infected()).isEqualTo(41);
    assertThat(totals.clean()).isEqualTo(80);
  }

  @Test
  void rulesThatYaraDoesNotTakeEndTheScanBeforeItBegins() throws Exception {
    assumeThat(YARA).exists();
    Path rules = folder.resolve("rules");
    Files.writeString(rules, "rule {");
    assertThatThrownBy(() -> scan("yara:" + rules, folder.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("yara does not take the rules");
  }

  @Test
  void anEngineThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> scan("clamd:" + folder.resolve("nobody"), folder.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No such file");
  }
}
