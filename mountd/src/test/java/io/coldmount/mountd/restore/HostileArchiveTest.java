package io.coldmount.mountd.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.restore.RestoreOptions.Existing;
import io.coldmount.mountd.restore.RestoreOptions.Streams;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guests that want out of the folder in which their archive is unpacked. Every archive is held to
 * what an unpacker must be able to rely on, and every tar is unpacked by a GNU tar that was told to
 * trust it.
 */
final class HostileArchiveTest {

  @TempDir Path folder;

  private final MemoryFileSystem guest = new MemoryFileSystem();
  private final MemoryFile root = guest.root();
  private final RecordingLog log = new RecordingLog();
  private Path target = Path.of("");
  private Path outside = Path.of("");

  @BeforeEach
  void somethingOutside() throws IOException {
    target = Files.createDirectory(folder.resolve("target"));
    outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("file"), "untouched");
  }

  private interface Writing {
    void to(FileChannel out, RestoreOptions options) throws IOException;
  }

  private Path written(String name, Streams streams, Writing writing) throws IOException {
    log.failed.clear();
    var options =
        new RestoreOptions(
            Existing.REFUSE, false, false, streams, Selection.ALL, Owners.BY_NUMBER, 2);
    Path file = folder.resolve(name);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writing.to(out, options);
    }
    return file;
  }

  private List<RestoreSource> all() {
    return List.of(new RestoreSource(guest, root, null, "p1:"));
  }

  /** The entries of the tar by name, and what they hold or lead to. */
  private Map<String, String> tar() throws Exception {
    Path file =
        written(
            "a.tar", Streams.FILES, (out, options) -> TarArchive.write(all(), out, options, log));
    Map<String, String> held = new LinkedHashMap<>();
    Set<String> links = new HashSet<>();
    try (var tar = new TarArchiveInputStream(Files.newInputStream(file), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isLink()) {
          assertThat(held).containsKey(entry.getLinkName());
        }
        boolean content = !entry.isSymbolicLink() && !entry.isLink();
        String value = content ? new String(tar.readAllBytes(), UTF_8) : entry.getLinkName();
        hold(entry.getName(), value, entry.isSymbolicLink(), held, links);
      }
    }
    unpack(file);
    return held;
  }

  private void unpack(Path file) throws Exception {
    Process tar =
        new ProcessBuilder("tar", "-C", target.toString(), "-P", "-xf", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(tar.getInputStream().readAllBytes(), UTF_8);
    assertThat(tar.waitFor()).as(said).isZero();
    assertThat(outside.resolve("file")).hasContent("untouched");
    assertThat(Files.getAttribute(outside.resolve("file"), "unix:nlink")).isEqualTo(1);
    try (var entries = Files.list(outside)) {
      assertThat(entries).hasSize(1);
    }
  }

  /** The entries of the zip by name, and what they hold or lead to. */
  private Map<String, String> zip() throws Exception {
    Path file =
        written(
            "a.zip", Streams.FILES, (out, options) -> ZipArchive.write(all(), out, options, log));
    Map<String, String> held = new LinkedHashMap<>();
    Set<String> links = new HashSet<>();
    Set<String> onWindows = new HashSet<>();
    try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        assertThat(onWindows.add(bare(entry.getName()).toLowerCase(Locale.ROOT))).isTrue();
        assertThat(entry.getName()).doesNotContainPattern("[<>:\"\\\\|?*\\x00-\\x1f]");
        assertThat(entry.getName().split("/")).noneMatch(HostileArchiveTest::isRefusedByWindows);
        String value = new String(zip.getInputStream(entry).readAllBytes(), UTF_8);
        hold(entry.getName(), value, entry.isUnixSymlink(), held, links);
      }
    }
    return held;
  }

  private static boolean isRefusedByWindows(String part) {
    return part.matches("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9]) *(\\..*)?")
        || part.matches(".*[. ]");
  }

  private static String bare(String name) {
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  /** No name leads up, starts at the top, stands twice or lies below a link. */
  private static void hold(
      String name, String value, boolean link, Map<String, String> held, Set<String> links) {
    String path = bare(name);
    assertThat(path).doesNotStartWith("/").doesNotContain("\0");
    assertThat(List.of(path.split("/", -1))).doesNotContain("..", "");
    assertThat(held).doesNotContainKeys(path, path + "/");
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      assertThat(links).doesNotContain(path.substring(0, at));
    }
    held.put(name, value);
    if (link) {
      links.add(path);
    }
  }

  /** What a tar has and a zip has not: the folder on top. */
  private static List<String> names(Map<String, String> held) {
    var names = new ArrayList<>(held.keySet());
    names.remove("./");
    return names;
  }

  private List<String> impossibleNames() {
    MemoryFile evil = guest.make(FileType.REGULAR);
    evil.content = new byte[] {'e'};
    List<String> names =
        List.of("", ".", "..", "/etc/x", "../outside/file", "a/b", "nul\0byte", "/", "x/../../y");
    for (String name : names) {
      root.add(name, evil);
    }
    MemoryFile folder = guest.make(FileType.DIRECTORY);
    folder.file("file", "evil");
    root.add("../outside", folder);
    root.add("..", folder);
    root.file("good", "x");
    var refused = new ArrayList<>(names);
    refused.addAll(List.of("../outside", ".."));
    return refused.stream().map(name -> "p1:/" + name + ": no file may have that name").toList();
  }

  @Test
  void aTarHasNoNameThatIsNoneAndTheRestGoesOn() throws Exception {
    List<String> refused = impossibleNames();
    assertThat(names(tar())).containsExactly("good");
    assertThat(log.failed).containsExactlyInAnyOrderElementsOf(refused);
  }

  @Test
  void aZipHasNoNameThatIsNoneAndTheRestGoesOn() throws Exception {
    List<String> refused = impossibleNames();
    assertThat(names(zip())).containsExactly("good");
    assertThat(log.failed).containsExactlyInAnyOrderElementsOf(refused);
  }

  /** Three ways to stand a link in the way of what comes behind it. */
  private void plantedLinks() {
    root.symbolicLink("x", outside.toString());
    MemoryFile second = guest.make(FileType.DIRECTORY);
    second.permissions = 0755;
    second.file("file", "evil");
    root.add("x", second);
    root.symbolicLink("y", outside.resolve("file").toString());
    root.file("y", "evil");
    MemoryFile inner = root.folder("d");
    inner.symbolicLink("up", "../../outside");
    inner.add("up", second);
  }

  @Test
  void aTarHasNothingBehindALinkThatTheGuestPlanted() throws Exception {
    plantedLinks();
    assertThat(names(tar())).containsExactlyInAnyOrder("x", "y", "d/", "d/up");
    assertThat(log.failed)
        .containsExactlyInAnyOrder(
            "p1:/x: an entry of that name is in the archive already",
            "p1:/y: an entry of that name is in the archive already",
            "p1:/d/up: an entry of that name is in the archive already");
  }

  @Test
  void aZipHasNothingBehindALinkThatTheGuestPlanted() throws Exception {
    plantedLinks();
    assertThat(names(zip())).containsExactlyInAnyOrder("x", "y", "d/", "d/up");
    assertThat(log.failed).hasSize(3).allMatch(line -> line.contains("Windows takes its name"));
  }

  @Test
  void aZipHasNothingBehindALinkWhoseNameDiffersOnlyInCase() throws Exception {
    root.symbolicLink("Link", outside.toString());
    root.folder("lINK").file("file", "evil");
    root.symbolicLink("\u03c3", outside.toString()); // two small sigmas, one capital
    root.folder("\u03c2").file("file", "evil");
    assertThat(names(zip())).containsExactlyInAnyOrder("Link", "\u03c3");
    assertThat(log.failed)
        .containsExactlyInAnyOrder(
            "p1:/lINK: Windows takes its name lINK for that of another entry of the same folder",
            "p1:/\u03c2: Windows takes its name \u03c2 for that of another entry of the same"
                + " folder");
  }

  @Test
  void ofNamesThatDifferInCaseAZipHasTheFirstAndATarHasBoth() throws Exception {
    root.file("Name", "1");
    root.file("name", "2");
    root.folder("Sub").file("a", "3");
    root.folder("SUB").file("A", "4");
    assertThat(names(tar()))
        .containsExactlyInAnyOrder("Name", "name", "Sub/", "Sub/a", "SUB/", "SUB/A");
    assertThat(log.failed).isEmpty();
    assertThat(zip()).containsOnlyKeys("Name", "Sub/", "Sub/a").containsEntry("Name", "1");
    assertThat(log.failed).hasSize(2).allMatch(line -> line.contains("Windows takes its name"));
  }

  @Test
  void namesThatAreNoUnicodeAreNotTakenForOneAnotherInATarAndReportedInAZip() throws Exception {
    root.add(FileName.of(new byte[] {'a', (byte) 0xff}), root.file("one", "1"));
    root.add(FileName.of(new byte[] {'a', (byte) 0xfe}), root.file("two", "2"));
    Path file =
        written(
            "b.tar", Streams.FILES, (out, options) -> TarArchive.write(all(), out, options, log));
    unpack(file);
    assertThat(log.failed).isEmpty();
    try (var entries = Files.list(target)) {
      assertThat(entries).hasSize(4);
    }
    assertThat(zip()).hasSize(3);
    assertThat(log.failed).hasSize(1);
  }

  @Test
  void namesThatWindowsReservesAreWrittenSoThatItTakesThem() throws Exception {
    for (String name :
        List.of("con", "Prn.txt", "AUX .c", "nul", "COM1", "lpt9.a.b", "CONOUT$", "COM\u00b9")) {
      root.file(name, "x");
    }
    root.file("..\\..\\outside\\file", "x");
    root.file("C:\\autoexec.bat", "x");
    root.file("\\\\host\\share", "x");
    root.file("...", "x");
    root.file("end ", "x");
    root.folder("nul.d").file("a\nb", "x");
    assertThat(names(zip()))
        .containsExactlyInAnyOrder(
            "%63on",
            "%50rn.txt",
            "%41UX .c",
            "%6Eul",
            "%43OM1",
            "%6Cpt9.a.b",
            "%43ONOUT$",
            "%43OM\u00b9",
            "..%5C..%5Coutside%5Cfile",
            "C%3A%5Cautoexec.bat",
            "%5C%5Chost%5Cshare",
            "..%2E",
            "end%20",
            "%6Eul.d/",
            "%6Eul.d/a%0Ab");
    assertThat(log.failed).isEmpty();
  }

  @Test
  void aHardLinkOfATarLeadsOnlyToAnEntryOfThatTar() throws Exception {
    MemoryFile file = guest.make(FileType.REGULAR);
    file.content = "guest's".getBytes(UTF_8);
    file.links = 4;
    root.add("../outside/file", file);
    root.add(outside.resolve("file").toString(), file);
    root.add("first", file);
    root.folder("d").add("second", file);
    MemoryFile link = root.symbolicLink("link", outside.resolve("file").toString());
    link.links = 2;
    root.add("other", link);
    assertThat(tar())
        .containsEntry("first", "guest's")
        .containsEntry("d/second", "first")
        .containsEntry("other", "link");
    assertThat(log.failed).hasSize(2).allMatch(line -> line.endsWith("may have that name"));
    assertThat(target.resolve("d/second")).hasContent("guest's");
  }

  @Test
  void aHardLinkOfAZipIsACopyOfTheGuestsFile() throws Exception {
    MemoryFile file = guest.make(FileType.REGULAR);
    file.content = "guest's".getBytes(UTF_8);
    file.links = 3;
    root.add("../outside/file", file);
    root.add("first", file);
    root.folder("d").add("second", file);
    assertThat(zip()).containsEntry("first", "guest's").containsEntry("d/second", "guest's");
    assertThat(log.failed).hasSize(1);
  }

  @Test
  void linksThatNoSystemCanMakeAreNotPacked() throws Exception {
    root.symbolicLink("empty", "");
    root.symbolicLink("nul", "a\0b");
    root.symbolicLink("long", "a".repeat(99) + "\0" + "b".repeat(99));
    root.symbolicLink("good", "a");
    String[] refused = {
      "p1:/empty: the link's target is empty",
      "p1:/nul: the link's target has a NUL in it",
      "p1:/long: the link's target has a NUL in it"
    };
    assertThat(names(tar())).containsExactly("good");
    assertThat(log.failed).containsExactlyInAnyOrder(refused);
    assertThat(names(zip())).containsExactly("good");
    assertThat(log.failed).containsExactlyInAnyOrder(refused);
  }

  @Test
  void aStreamWithASlashInItsNameIsRefused() throws Exception {
    MemoryFile stream = guest.make(FileType.REGULAR);
    stream.content = new byte[] {1};
    root.file("file", "x").streams.put(FileName.of("/../../outside/file"), stream);
    assertThat(names(tar())).containsExactly("file");
    assertThat(log.failed).hasSize(1);
    assertThat(names(zip())).containsExactly("file");
    assertThat(log.failed).hasSize(1);
  }

  @Test
  void foldersThatFormARingAreEnteredOnceAndDepthHasItsLimit() throws Exception {
    MemoryFile a = root.folder("a");
    a.add("again", a);
    a.add("root", root);
    MemoryFile level = root;
    for (int i = 0; i < GuestFolders.MOST_LEVELS + 10; i++) {
      level = level.folder("d");
    }
    assertThat(tar()).containsKey("a/").doesNotContainKey("a/again/");
    assertThat(log.failed).hasSize(3);
    assertThat(zip()).containsKey("a/").doesNotContainKey("a/again/");
    assertThat(log.failed).hasSize(3);
  }
}
