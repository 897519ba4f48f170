package io.coldmount.mountd.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.UnavailableException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.restore.MemoryFile;
import io.coldmount.mountd.restore.MemoryFileSystem;
import io.coldmount.mountd.restore.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans trees of memory. */
final class ScanTest {

  @TempDir Path folder;

  private final MemoryFileSystem guest = new MemoryFileSystem();
  private final MemoryFile root = guest.root();
  private final List<String> answers = new ArrayList<>();

  private static ScanHeader header(String cid) {
    var link = new ScanHeader.ScannedLink("web01.vmdk", cid, 1 << 20);
    var disk = new ScanHeader.ScannedDisk("web01.vmdk", List.of(link));
    return new ScanHeader("fake: 1", List.of(disk), List.of(), List.of(), Long.MAX_VALUE, "");
  }

  private ScanReport begin() throws Exception {
    return ScanReport.begin(folder.resolve("report"), header("1"), this::answer, null);
  }

  private void answer(String shown, Verdict verdict, long bytes) {
    answers.add(shown + " " + verdict);
  }

  private ScanTotals scan(
      FakeEngine engine, ScanReport report, @Nullable MemoryFileSystem before, long maxSize)
      throws Exception {
    var settings = new ScanSettings(Selection.ALL, maxSize, 2, false);
    try (report) {
      Scan.run(List.of(new ScanVolume("p1", guest, before)), engine, settings, report);
      report.end(true);
    }
    return report.totals();
  }

  private ScanTotals scan(FakeEngine engine) throws Exception {
    return scan(engine, begin(), null, Long.MAX_VALUE);
  }

  @Test
  void everyFileAndEveryStreamHasAnAnswer() throws Exception {
    MemoryFile carrier = root.folder("d").file("carrier", "innocent");
    MemoryFile stream = guest.make(FileType.REGULAR);
    stream.content = "evil".getBytes(UTF_8);
    carrier.streams.put(FileName.of("ads"), stream);
    root.file("bad", "some evil here");
    root.file("empty", "");
    root.symbolicLink("link", "bad");
    ScanTotals totals = scan(new FakeEngine(100));
    assertThat(totals).isEqualTo(new ScanTotals(2, 2, 0, 0, 26));
    assertThat(answers)
        .contains("p1:/d/carrier:ads Infected[signature=Evil]", "p1:/bad Infected[signature=Evil]");
  }

  @Test
  void whatIsNotScannedSaysWhy() throws Exception {
    root.file("large", "x".repeat(1001));
    root.file("broken", "x".repeat(500)).unreadableFrom = 100;
    root.file("unlisted", "x").failure =
        new UnavailableException("memory", UnavailableException.Reason.ENCRYPTED, "no key");
    root.add("../up", guest.make(FileType.REGULAR));
    ScanTotals totals = scan(new FakeEngine(100));
    assertThat(totals.notScanned()).isEqualTo(4);
    assertThat(answers)
        .anyMatch(line -> line.startsWith("p1:/large NotScanned[reason=ENGINE_LIMIT"))
        .anyMatch(line -> line.startsWith("p1:/broken NotScanned[reason=DAMAGED"))
        .anyMatch(line -> line.startsWith("p1:/unlisted NotScanned[reason=ENCRYPTED"))
        .anyMatch(line -> line.startsWith("p1:/../up NotScanned"));
  }

  @Test
  void aFileOverTheUsersSizeIsNotScanned() throws Exception {
    root.file("large", "evil and long");
    ScanTotals totals = scan(new FakeEngine(100), begin(), null, 5);
    assertThat(totals).isEqualTo(new ScanTotals(0, 0, 1, 0, 0));
  }

  @Test
  void aFileOfThreeNamesIsScannedOnceAndReportedThrice() throws Exception {
    MemoryFile file = root.file("a", "evil");
    file.links = 3;
    root.add("b", file);
    root.folder("d").add("c", file);
    FakeEngine engine = new FakeEngine(100);
    assertThat(scan(engine).infected()).isEqualTo(3);
    assertThat(engine.scanned).containsExactly("/a");
  }

  @Test
  void anEngineThatDiesLosesNoAnswerAndResumeScansTheRest() throws Exception {
    for (int i = 0; i < 50; i++) {
      root.file("f" + i, i % 10 == 0 ? "evil" + i : "good" + i);
    }
    FakeEngine dying = new FakeEngine(20);
    assertThatThrownBy(() -> scan(dying)).hasMessage("the engine died");
    Path report = folder.resolve("report");
    Files.writeString(
        report, Files.readString(report) + "{\"record\":\"file\",\"volu"); // cut off by kill -9
    answers.clear();
    FakeEngine second = new FakeEngine(100);
    ScanTotals totals =
        scan(
            second,
            ScanReport.resume(report, header("1"), this::answer, null),
            null,
            Long.MAX_VALUE);
    assertThat(totals.clean()).isEqualTo(45);
    assertThat(totals.infected()).isEqualTo(5);
    assertThat(second.scanned).hasSize(30).doesNotContainAnyElementsOf(dying.scanned);
    assertThat(answers).hasSize(50);
  }

  @Test
  void aReportOfAnotherStateOfTheDiskIsNotGoneOnWith() throws Exception {
    root.file("f", "x");
    scan(new FakeEngine(100));
    assertThatThrownBy(
            () ->
                ScanReport.resume(
                    folder.resolve("report"), header("2"), (shown, verdict, bytes) -> {}, null))
        .hasMessageContaining("is the report of another scan");
  }

  /** The same files as {@code guest} at an older link, then changed in every way. */
  @Test
  void sinceScansExactlyWhatAFullScanCouldAnswerDifferently() throws Exception {
    MemoryFileSystem before = new MemoryFileSystem();
    for (MemoryFileSystem one : List.of(before, guest)) {
      MemoryFile top = one.root();
      for (String name :
          List.of("same", "inplace", "appended", "cut", "metadata", "moved", "over", "rewritten")) {
        top.file(name, "content of " + name);
      }
      top.file("source", "evil source");
    }
    change("inplace").content = "content ov inplace".getBytes(UTF_8);
    change("appended").content = "content of appended evil".getBytes(UTF_8);
    change("cut").content = "content".getBytes(UTF_8);
    file("cut").link = "memory"; // its bytes still lie in the old link
    file("metadata").permissions = 0600;
    change("rewritten"); // the same bytes at another place
    MemoryFile source = file("source");
    root.entries.removeIf(entry -> entry.name().toString().matches("source|over|moved"));
    root.add("over", source);
    root.file("moved2", "content of moved");
    FakeEngine engine = new FakeEngine(100);
    ScanTotals totals = scan(engine, begin(), before, Long.MAX_VALUE);
    assertThat(new TreeSet<>(engine.scanned))
        .containsExactly("/appended", "/cut", "/inplace", "/moved2", "/over");
    assertThat(totals.unchanged()).isEqualTo(3);
    assertThat(answers)
        .contains("p1:/over Infected[signature=Evil]", "p1:/appended Infected[signature=Evil]");
  }

  private MemoryFile file(String name) {
    for (var entry : root.entries) {
      if (entry.name().toString().equals(name)) {
        return guest.file(entry.id());
      }
    }
    throw new IllegalArgumentException(name);
  }

  private MemoryFile change(String name) {
    MemoryFile file = file(name);
    file.link = "newer";
    return file;
  }

  @Test
  void sinceAReportScansWhatThatDoesNotCallClean() throws Exception {
    MemoryFileSystem before = new MemoryFileSystem();
    for (MemoryFileSystem one : List.of(before, guest)) {
      one.root().file("clean", "x");
      one.root().file("infected", "evil");
    }
    scan(new FakeEngine(100));
    Path earlier = Files.move(folder.resolve("report"), folder.resolve("earlier"));
    FakeEngine engine = new FakeEngine(100);
    ScanReport report =
        ScanReport.begin(
            folder.resolve("report"), header("1"), this::answer, EarlierReport.read(earlier));
    ScanTotals totals = scan(engine, report, before, Long.MAX_VALUE);
    assertThat(engine.scanned).containsExactly("/infected");
    assertThat(totals.unchanged()).isEqualTo(1);
  }
}
