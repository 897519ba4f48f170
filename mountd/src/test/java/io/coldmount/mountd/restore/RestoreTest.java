package io.coldmount.mountd.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.restore.RestoreOptions.Existing;
import io.coldmount.mountd.restore.RestoreOptions.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores trees of memory. */
final class RestoreTest {

  @TempDir Path folder;

  private final MemoryFileSystem guest = new MemoryFileSystem();
  private final MemoryFile root = guest.root();
  private final RecordingLog log = new RecordingLog();

  private static RestoreOptions options(Existing existing, boolean resume, boolean verify) {
    return new RestoreOptions(
        existing, resume, verify, Streams.XATTRS, Selection.ALL, Owners.BY_NUMBER, 3);
  }

  private Path restore(RestoreOptions options) throws IOException {
    Path target = folder.resolve("target");
    var source = new RestoreSource(guest, root, null, "p1:");
    new Restore(options, log).run(List.of(source), target);
    return target;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aTreeComesOutWithContentModeOwnerTimesAndAttributes() throws Exception {
    assumeThat(Posix.isRoot()).isTrue();
    MemoryFile etc = root.folder("etc");
    etc.permissions = 01775;
    etc.user = 4711;
    MemoryFile file = etc.file("passwd", random(3_000_001));
    file.permissions = 04750;
    file.user = 3_000_000_000L;
    file.group = 12;
    file.xattrs.put(FileName.of("user.note"), "x".getBytes(UTF_8));
    etc.symbolicLink("link", "../../../outside").user = 77;
    Path target = restore(options(Existing.REFUSE, false, true));
    Path restored = target.resolve("etc/passwd");
    assertThat(log.failed).isEmpty();
    assertThat(Files.getAttribute(restored, "unix:mode")).isEqualTo(0104750);
    assertThat(Files.getAttribute(restored, "unix:uid")).isEqualTo((int) 3_000_000_000L);
    assertThat(Files.getAttribute(restored, "unix:gid")).isEqualTo(12);
    assertThat(Files.getLastModifiedTime(restored)).isEqualTo(FileTime.from(file.modified));
    assertThat(((FileTime) Files.getAttribute(restored, "lastAccessTime")).toInstant())
        .isEqualTo(file.accessed);
    assertThat(Files.readAllBytes(restored)).isEqualTo(file.content);
    var attributes = Files.getFileAttributeView(restored, UserDefinedFileAttributeView.class);
    assertThat(attributes.list()).containsExactly("note");
    assertThat(Files.getAttribute(target.resolve("etc"), "unix:mode")).isEqualTo(0041775);
    assertThat(Files.getAttribute(target.resolve("etc"), "unix:uid")).isEqualTo(4711);
    assertThat(Files.getLastModifiedTime(target.resolve("etc")))
        .isEqualTo(FileTime.from(etc.modified));
    Path link = target.resolve("etc/link");
    assertThat(Files.readSymbolicLink(link)).hasToString("../../../outside");
    assertThat(Files.getAttribute(link, "unix:uid", LinkOption.NOFOLLOW_LINKS)).isEqualTo(77);
    assertThat(Files.getLastModifiedTime(link, LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(FileTime.from(file.modified));
  }

  @Test
  void holesStayHolesAndTheLastOneKeepsTheSize() throws Exception {
    byte[] content = new byte[40 * MemoryFile.BLOCK + 100];
    Arrays.fill(content, 8 * MemoryFile.BLOCK, 9 * MemoryFile.BLOCK, (byte) 7);
    byte[] endsInHole = new byte[40 * MemoryFile.BLOCK];
    endsInHole[0] = 1;
    root.file("sparse", content);
    root.file("end", endsInHole);
    root.file("nothing but hole", new byte[16 * MemoryFile.BLOCK]);
    Path target = restore(options(Existing.REFUSE, false, true));
    assertThat(log.failed).isEmpty();
    assertThat(Files.readAllBytes(target.resolve("sparse"))).isEqualTo(content);
    assertThat(Files.readAllBytes(target.resolve("end"))).isEqualTo(endsInHole);
    assertThat(Files.size(target.resolve("nothing but hole"))).isEqualTo(16 * MemoryFile.BLOCK);
    assertThat(blocks(target.resolve("sparse"))).isLessThanOrEqualTo(4 * 8);
    assertThat(blocks(target.resolve("nothing but hole"))).isZero();
  }

  private static long blocks(Path file) throws Exception {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    return Long.parseLong(new String(stat.getInputStream().readAllBytes(), UTF_8).trim());
  }

  @Test
  void namesOfOneFileStayNamesOfOneFile() throws Exception {
    MemoryFile file = root.folder("a").file("one", "same");
    file.links = 3;
    root.folder("b").add("two", file);
    root.folder("c").add("three", file);
    Path target = restore(options(Existing.REFUSE, false, false));
    assertThat(log.failed).isEmpty();
    Object inode = Files.getAttribute(target.resolve("a/one"), "unix:ino");
    assertThat(Files.getAttribute(target.resolve("b/two"), "unix:ino")).isEqualTo(inode);
    assertThat(Files.getAttribute(target.resolve("c/three"), "unix:ino")).isEqualTo(inode);
    assertThat(log.done).filteredOn(line -> line.startsWith("LINKED")).hasSize(2);
  }

  @Test
  void devicesSocketsAndFifosAreMadeAsRoot() throws Exception {
    assumeThat(Posix.isRoot()).isTrue();
    MemoryFile device = guest.make(FileType.CHARACTER_DEVICE);
    device.major = 1;
    device.minor = 3;
    device.permissions = 0666;
    root.add("null", device);
    root.add("socket", guest.make(FileType.SOCKET));
    root.add("fifo", guest.make(FileType.FIFO));
    Path target = restore(options(Existing.REFUSE, false, false));
    assertThat(log.failed).isEmpty();
    assertThat(Files.getAttribute(target.resolve("null"), "unix:mode")).isEqualTo(0020666);
    assertThat(Files.getAttribute(target.resolve("null"), "unix:rdev")).isEqualTo(0x103L);
    assertThat(Files.getAttribute(target.resolve("socket"), "unix:mode")).isEqualTo(0140644);
    assertThat(Files.getAttribute(target.resolve("fifo"), "unix:mode")).isEqualTo(0010644);
  }

  @Test
  void aFileThatBreaksOffLeavesItsBeginningAsPartial() throws Exception {
    MemoryFile broken = root.file("broken", random(3_000_000));
    broken.unreadableFrom = 2_000_000;
    root.file("none of it", random(10)).unreadableFrom = 0;
    root.file("whole", "ok");
    Path target = restore(options(Existing.REFUSE, false, false));
    assertThat(log.failed)
        .containsExactlyInAnyOrder(
            "p1:/broken: memory: a block at 2000000 is damaged (the first 2000000 bytes are in"
                + " broken.partial)",
            "p1:/none of it: memory: a block at 0 is damaged");
    assertThat(names(target)).containsExactly("broken.partial", "whole");
    assertThat(Files.readAllBytes(target.resolve("broken.partial")))
        .isEqualTo(Arrays.copyOf(broken.content, 2_000_000));
  }

  private static List<String> names(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private Path standing(String content) throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    Files.writeString(target.resolve("file"), content);
    return target;
  }

  @Test
  void whatStandsThereIsNotReplacedUnlessAsked() throws Exception {
    Path target = standing("old");
    root.file("file", "new");
    restore(options(Existing.REFUSE, false, false));
    assertThat(target.resolve("file")).hasContent("old");
    assertThat(log.failed).hasSize(1).first().asString().contains("is there already");
  }

  @Test
  void keepLeavesWhatStandsThereWithoutAnError() throws Exception {
    Path target = standing("old");
    root.file("file", "new");
    restore(options(Existing.KEEP, false, false));
    assertThat(target.resolve("file")).hasContent("old");
    assertThat(log.failed).isEmpty();
  }

  @Test
  void overwriteReplacesWhatStandsThere() throws Exception {
    Path target = standing("old");
    root.file("file", "new");
    restore(options(Existing.OVERWRITE, false, false));
    assertThat(target.resolve("file")).hasContent("new");
    assertThat(names(target)).containsExactly("file");
  }

  @Test
  void overwriteLosesNothingWhenTheGuestsFileIsDamaged() throws Exception {
    Path target = standing("old");
    root.file("file", random(5000)).unreadableFrom = 100;
    restore(options(Existing.OVERWRITE, false, false));
    assertThat(target.resolve("file")).hasContent("old");
    assertThat(names(target)).containsExactly("file", "file.partial");
  }

  @Test
  void renameFindsAFreeName() throws Exception {
    Path target = standing("old");
    Files.writeString(target.resolve("file.restored"), "older");
    root.file("file", "new");
    restore(options(Existing.RENAME, false, false));
    assertThat(target.resolve("file")).hasContent("old");
    assertThat(target.resolve("file.restored")).hasContent("older");
    assertThat(target.resolve("file.restored-2")).hasContent("new");
  }

  @Test
  void resumeTakesWhatIsCompleteAndClearsWhatIsNot() throws Exception {
    root.folder("sub").file("done", "abc");
    Path target = restore(options(Existing.REFUSE, false, false));
    Files.writeString(target.resolve("sub/.coldmount-0123-1.tmp"), "half");
    root.entries.getFirst();
    guest.file(root.entries.getFirst().id()).file("missing", "def");
    log.done.clear();
    restore(options(Existing.REFUSE, true, false));
    assertThat(log.failed).isEmpty();
    assertThat(log.done)
        .contains("KEPT p1:/sub/done -> sub/done", "WRITTEN p1:/sub/missing -> sub/missing");
    assertThat(names(target.resolve("sub"))).containsExactly("done", "missing");
  }

  @Test
  void whatIsExcludedOrOldStaysOut() throws Exception {
    root.folder("cache").file("x", "x");
    root.file("a.tmp", "x");
    root.file("keep", "x");
    root.file("new", "x").modified = Instant.parse("2026-01-01T00:00:01Z");
    var selection =
        new Selection(
            List.of(),
            List.of(Glob.of("*.tmp"), Glob.of("/cache")),
            Instant.parse("2026-01-01T00:00:00Z"));
    Path target =
        restore(
            new RestoreOptions(
                Existing.REFUSE, false, false, Streams.NONE, selection, Owners.BY_NUMBER, 2));
    assertThat(names(target)).containsExactly("new");
  }

  @Test
  void streamsBecomeAttributesOrSiblings() throws Exception {
    MemoryFile file = root.file("file", "x");
    MemoryFile stream = guest.make(FileType.REGULAR);
    stream.content = "hidden".getBytes(UTF_8);
    file.streams.put(FileName.of("ads"), stream);
    Path target = restore(options(Existing.REFUSE, false, false));
    var attributes =
        Files.getFileAttributeView(target.resolve("file"), UserDefinedFileAttributeView.class);
    assertThat(attributes.size("ads")).isEqualTo(6);
    restore(
        new RestoreOptions(
            Existing.OVERWRITE, false, false, Streams.FILES, Selection.ALL, Owners.BY_NUMBER, 2));
    assertThat(target.resolve("file:ads")).hasContent("hidden");
    assertThat(log.failed).isEmpty();
  }

  @Test
  void ownersAreMappedByTheGuestsNamesForThem() throws Exception {
    assumeThat(Posix.isRoot()).isTrue();
    MemoryFile etc = root.folder("etc");
    etc.file("passwd", "daemon:x:4711:4711::/:/bin/sh\nnobody-here:x:4712:1::/:/\nbroken\n");
    etc.file("group", "daemon:x:4713:\n");
    root.file("mapped", "x").user = 4711;
    root.file("unmapped", "x").user = 4712;
    Owners owners = NamedOwners.of(guest, log);
    Path target =
        restore(
            new RestoreOptions(
                Existing.REFUSE, false, false, Streams.NONE, Selection.ALL, owners, 2));
    assertThat(Files.getOwner(target.resolve("mapped"))).hasToString("daemon");
    assertThat(Files.getAttribute(target.resolve("unmapped"), "unix:uid")).isEqualTo(4712);
    assertThat(owners.group(4713)).isNotEqualTo(4713);
    assertThat(log.noted)
        .containsExactly("this host has no user \"nobody-here\", so the guest's number 4712 stays");
  }
}
