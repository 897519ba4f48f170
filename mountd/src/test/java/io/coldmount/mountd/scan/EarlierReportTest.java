package io.coldmount.mountd.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.restore.MemoryFileSystem;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reports that people, or other programs, have had in hand, or that were not written to the end.
 */
final class EarlierReportTest {

  private static final String HEADER =
      "{\"record\":\"scan\",\"version\":1,\"engine\":\"clamd: 1\",\"disks\":[{\"file\":\"a\","
          + "\"links\":[{\"name\":\"a\",\"cid\":\"12345678\",\"capacity\":1}]}]}\n";

  @TempDir Path folder;

  private final MemoryFileSystem guest = new MemoryFileSystem();

  private static String clean(String path) {
    return "{\"record\":\"file\",\"volume\":\"p1\",\"path\":\""
        + path
        + "\",\"size\":1,\"modified\":\"2026-01-31T23:59:59Z\",\"status\":\"clean\"}\n";
  }

  private EarlierReport report(byte[] bytes) throws IOException {
    return EarlierReport.read(Files.write(folder.resolve("earlier"), bytes));
  }

  private EarlierReport report(String text) throws IOException {
    return report(text.getBytes(UTF_8));
  }

  /** Whether the next scan leaves an unchanged file out, and says the same of it. */
  private boolean knows(EarlierReport earlier, FileName path) throws Exception {
    Path next = folder.resolve("next");
    ScanHeader header = earlier.header();
    var target = new ScanTarget("p1", path, guest.make(FileType.REGULAR), 1, Instant.EPOCH, false);
    boolean known;
    try (ScanReport report =
        ScanReport.begin(next, header, (shown, verdict, size) -> {}, earlier)) {
      known = report.knows(target, true);
      report.end(true);
    }
    List<ScannedFile> files = new ArrayList<>();
    ReportReader.read(next, (file, line) -> files.add(file));
    assertThat(files)
        .isEqualTo(
            known
                ? List.of(ScannedFile.of(target, new Verdict.Clean(), "the earlier report"))
                : List.of());
    return known;
  }

  private boolean knows(EarlierReport earlier, String path) throws Exception {
    return knows(earlier, FileName.of(path));
  }

  @Test
  void namesAreTheSameHoweverTheReportWritesThem() throws Exception {
    EarlierReport earlier =
        report(
            HEADER
                + clean("/plain")
                + clean("/\\u0065scaped")
                + clean("/quote\\\"and\\\\")
                + clean("/tab\\t")
                + clean("/\u00e9t\u00e9 \ud83d\ude00")
                + clean("/\\ud83d\\ude00")
                + clean("/other").replace("{\"record\"", "{ \"record\"")
                + clean("/elsewhere").replace("p1", "p2")
                + "{\"record\":\"end\",\"complete\":true}\n");
    for (String name :
        List.of("/plain", "/escaped", "/quote\"and\\", "/tab\t", "/été 😀", "/😀", "/other")) {
      assertThat(knows(earlier, name)).as(name).isTrue();
    }
    for (String name : List.of("/elsewhere", "/plai", "/plain2", "/\\u0065scaped", "/été")) {
      assertThat(knows(earlier, name)).as(name).isFalse();
    }
  }

  @Test
  void halfASurrogatePairIsNoQuestionMarkAndNoReplacementCharacter() throws Exception {
    EarlierReport earlier = report(HEADER + clean("/\\ud800"));
    for (String name : List.of("/?", "/\ufffd")) {
      assertThat(knows(earlier, name)).as(name).isFalse();
    }
    assertThat(knows(earlier, FileName.ofUtf16le(new byte[] {'/', 0, 0, (byte) 0xD8}, 0, 2)))
        .isFalse();
  }

  @Test
  void aNameThatIsNotUtf8IsKnownByItsBytes() throws Exception {
    FileName latin = FileName.of("/caf\u00e9".getBytes(ISO_8859_1));
    String line =
        clean("/caf\ufffd").replace("\",\"size\"", "\",\"pathBytes\":\"2f636166e9\",\"size\"");
    EarlierReport earlier = report(HEADER + line);
    assertThat(knows(earlier, latin)).isTrue();
    assertThat(knows(earlier, "/caf\ufffd")).isFalse();
    assertThat(knows(report(HEADER + clean("/caf\ufffd")), latin)).isFalse();
  }

  @Test
  void onlyWhatIsCleanIsKnown() throws Exception {
    String infected = clean("/a").replace("\"clean\"", "\"infected\",\"signature\":\"E\"");
    String twice = clean("/b").replace("}", ",\"status\":\"infected\",\"signature\":\"E\"}");
    EarlierReport earlier = report(HEADER + infected + twice);
    assertThat(knows(earlier, "/a")).isFalse();
    assertThat(knows(earlier, "/b")).isFalse();
  }

  @Test
  void aReportThatIsCutAnywhereIsReadAsFarAsItGoesOrRefused() throws Exception {
    byte[] whole = (HEADER + clean("/a") + clean("/\u00e9")).getBytes(UTF_8);
    int first = (HEADER + clean("/a")).length() - 1;
    for (int length = HEADER.length() - 1; length <= whole.length; length++) {
      EarlierReport earlier = report(java.util.Arrays.copyOf(whole, length));
      assertThat(knows(earlier, "/a")).as("of %s bytes", length).isEqualTo(length >= first);
      assertThat(knows(earlier, "/é")).as("of %s", length).isEqualTo(length >= whole.length - 1);
    }
    EarlierReport cut = report(HEADER.substring(0, 40));
    assertThatThrownBy(cut::header).hasMessageContaining("it is empty");
    assertThatThrownBy(cut::clean).hasMessageContaining("it is empty");
  }

  @Test
  void aLineThatIsCutInTheMiddleOfAReportIsDamage() throws Exception {
    for (int cut = 1; cut < 40; cut++) {
      String line = clean("/a");
      EarlierReport earlier =
          report(HEADER + line.substring(0, line.length() - 1 - cut) + "\n" + clean("/b"));
      assertThatThrownBy(earlier::clean).hasMessageContaining("the report is damaged");
    }
    EarlierReport empty = report(HEADER + "\n" + clean("/b"));
    assertThatThrownBy(empty::clean).hasMessageContaining("a line is no JSON object");
  }

  /** What is begun is only replaced when all of the earlier report has been read. */
  @Test
  void aReportThatReplacesTheEarlierOneIsNotBegunWhereThatIsDamaged() throws Exception {
    EarlierReport earlier = report(HEADER + "{]\n" + clean("/b"));
    Path same = folder.resolve("earlier");
    byte[] before = Files.readAllBytes(same);
    ScanHeader header = earlier.header();
    assertThatThrownBy(() -> ScanReport.begin(same, header, (shown, verdict, size) -> {}, earlier))
        .hasMessageContaining("the report is damaged");
    assertThat(same).hasBinaryContent(before);
  }

  @Test
  void aReportThatIsNotThereIsSaidToBeMissing() {
    EarlierReport earlier = EarlierReport.read(folder.resolve("none"));
    assertThatThrownBy(earlier::header).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(earlier::clean).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void linesEndWhereThoseOfABufferedReaderDo() throws IOException {
    Random random = new Random(20261121);
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(8); i > 0; i--) {
        text.repeat("x", random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(3));
        text.append(List.of("\n", "\r\n", "\r", "").get(random.nextInt(4)));
      }
      List<String> expected =
          new BufferedReader(new StringReader(text.toString())).lines().toList();
      assertThat(lines(text.toString(), random)).as("round %s", round).isEqualTo(expected);
    }
  }

  private static List<String> lines(String text, Random random) throws IOException {
    List<String> found = new ArrayList<>();
    var in =
        new ByteArrayInputStream(text.getBytes(UTF_8)) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(70_000)));
          }
        };
    try (ReportLines lines = new ReportLines(in)) {
      boolean last = false;
      while (lines.next()) {
        assertThat(last).as("a line after the last").isFalse();
        last = lines.isLast();
        found.add(lines.text());
      }
      assertThat(last).isEqualTo(!found.isEmpty());
    }
    return found;
  }
}
