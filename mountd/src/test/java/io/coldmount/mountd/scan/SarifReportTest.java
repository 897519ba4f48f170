package io.coldmount.mountd.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.restore.MemoryFile;
import io.coldmount.mountd.restore.MemoryFileSystem;
import io.coldmount.mountd.restore.Selection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds a log to what OASIS, SARIF 2.1.0 requires of the objects in it (sections 3.13 to 3.58). */
final class SarifReportTest {

  private static final String RESULT = "/runs/0/results/";
  private static final String INVOCATION = "/runs/0/invocations/0/";
  private static final String NOTIFICATION = INVOCATION + "toolExecutionNotifications/";
  private static final String URI = "/locations/0/physicalLocation/artifactLocation/uri";

  /** Section 3.27.10; also what a notification may say (3.58.6). */
  private static final Set<String> LEVELS = Set.of("none", "note", "warning", "error");

  @TempDir Path folder;

  private final MemoryFileSystem guest = new MemoryFileSystem();
  private final MemoryFile root = guest.root();

  /** Every scalar of the log by its JSON pointer; empty arrays as {@code []}. */
  private Map<String, String> log(boolean complete) throws Exception {
    var link = new ScanHeader.ScannedLink("web01.vmdk", "1", 1 << 20);
    var disk = new ScanHeader.ScannedDisk("web01.vmdk", List.of(link));
    var header = new ScanHeader("fake: 1", List.of(disk), List.of(), List.of(), Long.MAX_VALUE, "");
    Path sarif = folder.resolve("sarif");
    try (ScanReport report =
        ScanReport.begin(folder.resolve("report"), header, (shown, verdict, bytes) -> {}, null)) {
      var settings = new ScanSettings(Selection.ALL, Long.MAX_VALUE, 2, false);
      Scan.run(List.of(new ScanVolume("p1", guest, null)), new FakeEngine(1000), settings, report);
      report.end(complete);
      report.sarif(sarif, complete);
    }
    return scalars(sarif);
  }

  private static Map<String, String> scalars(Path file) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        String at = json.getParsingContext().pathAsPointer().toString();
        if (token.isScalarValue()) {
          assertThat(found.put(at, json.getText())).as("%s stands twice", at).isNull();
        } else if (token == JsonToken.START_ARRAY && json.nextToken() == JsonToken.END_ARRAY) {
          found.put(at, "[]");
        }
      }
    }
    return found;
  }

  /** The shape alone: pointers without the numbers of array elements. */
  private static Set<String> shape(Map<String, String> log) {
    Set<String> shape = new TreeSet<>();
    log.keySet().forEach(at -> shape.add(at.replaceAll("/\\d+", "[]")));
    return shape;
  }

  private static int count(Map<String, String> log, String array) {
    int count = 0;
    while (hasElement(log, array + count + "/")) {
      count++;
    }
    return count;
  }

  private static boolean hasElement(Map<String, String> log, String prefix) {
    return log.keySet().stream().anyMatch(at -> at.startsWith(prefix));
  }

  @Test
  void everyObjectHasWhatTheFormatRequiresAndNothingElse() throws Exception {
    root.file("bad", "evil");
    root.file("large", "x".repeat(1001));
    assertThat(shape(log(true)))
        .containsExactlyInAnyOrder(
            "/$schema",
            "/version",
            "/runs[]/tool/driver/name",
            "/runs[]/tool/driver/fullName",
            "/runs[]/results[]/ruleId",
            "/runs[]/results[]/level",
            "/runs[]/results[]/message/text",
            "/runs[]/results[]/locations[]/physicalLocation/artifactLocation/uri",
            "/runs[]/invocations[]/executionSuccessful",
            "/runs[]/invocations[]/toolExecutionNotifications[]/level",
            "/runs[]/invocations[]/toolExecutionNotifications[]/descriptor/id",
            "/runs[]/invocations[]/toolExecutionNotifications[]/message/text",
            "/runs[]/invocations[]/toolExecutionNotifications[]/locations[]/physicalLocation"
                + "/artifactLocation/uri");
  }

  @Test
  void eachInfectedFileIsAResultAndEachUnscannedOneANotification() throws Exception {
    for (int i = 0; i < 5; i++) {
      root.file("bad" + i, "evil " + i);
    }
    root.file("good", "x");
    root.file("large", "x".repeat(1001));
    root.file("broken", "x".repeat(500)).unreadableFrom = 100;
    MemoryFile stream = guest.make(FileType.REGULAR);
    stream.content = "evil".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    root.file("carrier", "x").streams.put(FileName.of("ads"), stream);
    Map<String, String> log = log(true);
    assertThat(log)
        .containsEntry("/version", "2.1.0")
        .containsEntry("/$schema", "https://json.schemastore.org/sarif-2.1.0.json")
        .containsEntry("/runs/0/tool/driver/name", "coldmount scan")
        .containsEntry("/runs/0/tool/driver/fullName", "coldmount scan with fake: 1")
        .containsEntry(INVOCATION + "executionSuccessful", "true");
    assertThat(count(log, RESULT)).isEqualTo(6);
    Set<String> uris = new TreeSet<>();
    for (int i = 0; i < 6; i++) {
      String result = RESULT + i;
      assertThat(log).containsEntry(result + "/ruleId", "Evil");
      assertThat(log).containsEntry(result + "/level", "error");
      assertThat(log.get(result + "/message/text")).startsWith("Evil was found in p1:/");
      uris.add(log.get(result + URI));
    }
    assertThat(uris)
        .containsExactly("p1/bad0", "p1/bad1", "p1/bad2", "p1/bad3", "p1/bad4", "p1/carrier:ads");
    assertThat(count(log, NOTIFICATION)).isEqualTo(2);
    Set<String> notified = new TreeSet<>();
    for (int i = 0; i < 2; i++) {
      String one = NOTIFICATION + i;
      assertThat(log.get(one + "/message/text")).startsWith("not scanned: ");
      assertThat(log).containsEntry(one + "/level", "warning");
      notified.add(log.get(one + "/descriptor/id") + " " + log.get(one + URI));
    }
    assertThat(notified)
        .containsExactly("not-scanned/damaged p1/broken", "not-scanned/engine-limit p1/large");
  }

  @Test
  void everyLevelIsOneOfTheFormats() throws Exception {
    root.file("bad", "evil");
    root.file("large", "x".repeat(1001));
    assertThat(log(true).entrySet().stream().filter(one -> one.getKey().endsWith("/level")))
        .hasSize(2)
        .allMatch(one -> LEVELS.contains(one.getValue()));
  }

  @Test
  void aScanWithoutFindingsHasEmptyResultsAndOneThatBrokeOffSaysSo() throws Exception {
    root.file("good", "x");
    assertThat(log(false))
        .containsEntry("/runs/0/results", "[]")
        .containsEntry(INVOCATION + "toolExecutionNotifications", "[]")
        .containsEntry(INVOCATION + "executionSuccessful", "false");
  }

  /** An artifactLocation's uri is a URI reference of RFC 3986 (section 3.4.3). */
  @Test
  void aNameThatIsNoUriIsWrittenAsOneThatLeadsToTheSameName() throws Exception {
    List<String> names =
        List.of(
            "a b",
            "a%20b",
            "a?b#c",
            "\"<>\\^`{|}",
            "a:b",
            "line\nbreak",
            "\u00e4\u20ac\ud83d\ude00",
            "[x]");
    for (String name : names) {
      root.file(name, "evil");
    }
    Map<String, String> log = log(true);
    Set<String> found = new TreeSet<>();
    for (int i = 0; i < count(log, RESULT); i++) {
      String written = log.getOrDefault(RESULT + i + URI, "");
      assertThat(written).matches("[!-~]+");
      URI uri = new URI(written);
      assertThat(uri.isAbsolute()).isFalse();
      assertThat(uri.getQuery()).isNull();
      found.add(uri.getPath());
    }
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(names.stream().map("p1/"::concat).toList());
  }

  @Test
  void namesThatAreNoTextMakeNoSyntaxErrorOfTheLog() throws Exception {
    root.add(FileName.of(new byte[] {'a', (byte) 0xff}), root.file("one", "evil"));
    root.add(
        FileName.of(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}), root.file("b", "evil"));
    Map<String, String> log = log(true);
    assertThat(count(log, RESULT)).isEqualTo(4);
    for (int i = 0; i < 4; i++) {
      assertThat(new URI(log.getOrDefault(RESULT + i + URI, "")).getPath()).startsWith("p1/");
    }
  }
}
