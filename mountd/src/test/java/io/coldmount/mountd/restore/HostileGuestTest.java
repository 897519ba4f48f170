package io.coldmount.mountd.restore;

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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that want out of the target folder. Beside it stands what none of them may touch. */
final class HostileGuestTest {

  @TempDir Path folder;

  private final MemoryFileSystem guest = new MemoryFileSystem();
  private final MemoryFile root = guest.root();
  private final RecordingLog log = new RecordingLog();
  private Path target = Path.of("");
  private Path outside = Path.of("");

  @BeforeEach
  void somethingOutside() throws IOException {
    target = folder.resolve("target");
    outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("file"), "untouched");
  }

  private void restore(Existing existing) throws IOException {
    var options =
        new RestoreOptions(
            existing, false, false, Streams.FILES, Selection.ALL, Owners.BY_NUMBER, 2);
    new Restore(options, log).run(List.of(new RestoreSource(guest, root, null, "p1:")), target);
    assertThat(outside.resolve("file")).hasContent("untouched");
    try (var entries = Files.list(outside)) {
      assertThat(entries).hasSize(1);
    }
    try (var entries = Files.list(folder)) {
      assertThat(entries).hasSize(2);
    }
    try (var entries = Files.walk(target)) {
      assertThat(entries).noneMatch(entry -> entry.toString().endsWith(".tmp"));
    }
  }

  @Test
  void namesThatAreNoNamesAreRefusedAndTheRestGoesOn() throws Exception {
    MemoryFile evil = guest.make(FileType.REGULAR);
    evil.content = new byte[] {1};
    List<String> names =
        List.of("", ".", "..", "/etc/x", "../outside/file", "a/b", "nul\0byte", "/", "x/../../y");
    for (String name : names) {
      root.add(name, evil);
    }
    root.file("good", "x");
    restore(Existing.OVERWRITE);
    assertThat(log.failed).hasSize(names.size()).allMatch(l -> l.endsWith("may have that name"));
    assertThat(target.resolve("good")).exists();
  }

  @Test
  void aFolderOfAnImpossibleNameIsNotEntered() throws Exception {
    MemoryFile evil = guest.make(FileType.DIRECTORY);
    evil.file("file", "evil");
    root.add("../outside", evil);
    root.add("..", evil);
    restore(Existing.OVERWRITE);
    assertThat(log.failed).hasSize(2);
  }

  @Test
  void aLinkIsNotWrittenThroughWhenTheGuestUsesItsNameTwice() throws Exception {
    root.symbolicLink("x", outside.toString());
    MemoryFile second = guest.make(FileType.DIRECTORY);
    second.permissions = 0755;
    second.file("file", "evil");
    root.add("x", second);
    root.symbolicLink("y", outside.resolve("file").toString());
    root.file("y", "evil");
    restore(Existing.OVERWRITE);
    assertThat(log.failed).hasSize(2);
  }

  @Test
  void aLinkThatStandsInTheTargetIsNotFollowed() throws Exception {
    Files.createDirectory(target);
    Files.createSymbolicLink(target.resolve("folder"), outside);
    Files.createSymbolicLink(target.resolve("file"), outside.resolve("file"));
    root.folder("folder").file("file", "evil");
    root.file("file", "evil");
    restore(Existing.OVERWRITE);
    assertThat(log.failed)
        .containsExactly(
            "p1:/folder: a symbolic link stands in the folder's place, and none is followed");
    assertThat(Files.isSymbolicLink(target.resolve("file"))).isFalse();
    assertThat(target.resolve("file")).hasContent("evil");
  }

  @Test
  void aHardLinkIsMadeOnlyToWhatThisRunWrote() throws Exception {
    Files.createDirectory(target);
    Files.createLink(target.resolve("first"), outside.resolve("file"));
    MemoryFile file = root.file("first", "guest's");
    file.links = 2;
    root.add("second", file);
    restore(Existing.KEEP);
    assertThat(target.resolve("second")).hasContent("guest's");
    assertThat(Files.getAttribute(target.resolve("second"), "unix:nlink")).isEqualTo(1);
  }

  @Test
  void overwritingAFileThatIsLinkedToTheOutsideLeavesTheOutsideAlone() throws Exception {
    Files.createDirectory(target);
    Files.createLink(target.resolve("first"), outside.resolve("file"));
    root.file("first", "guest's");
    restore(Existing.OVERWRITE);
    assertThat(target.resolve("first")).hasContent("guest's");
  }

  @Test
  void aNameThatTheGuestHasTwiceIsReportedAndTheFirstStays() throws Exception {
    root.file("x", "first");
    root.file("x", "second");
    restore(Existing.REFUSE);
    assertThat(log.failed).hasSize(1).first().asString().contains("case-insensitive");
    assertThat(Files.readString(target.resolve("x"))).isIn("first", "second");
  }

  @Test
  void aNameThatTheGuestHasTwiceIsNotLostInAFolderThatStoodThere() throws Exception {
    Files.createDirectory(target);
    for (int i = 0; i < 50; i++) {
      root.file("x", "first");
    }
    restore(Existing.OVERWRITE);
    assertThat(log.failed).hasSize(49).allMatch(line -> line.contains("case-insensitive"));
  }

  @Test
  void foldersThatFormARingAreEnteredOnce() throws Exception {
    MemoryFile a = root.folder("a");
    a.add("again", a);
    a.add("root", root);
    MemoryFile b = a.folder("b");
    b.add("a", a);
    restore(Existing.REFUSE);
    assertThat(log.failed).hasSize(3).allMatch(line -> line.contains("another place"));
  }

  @Test
  void aTreeOfAMillionWaysCostsNoMoreThanItsFolders() throws Exception {
    MemoryFile level = root;
    for (int i = 0; i < 60; i++) {
      MemoryFile next = level.folder("left");
      level.add("right", next);
      level = next;
    }
    restore(Existing.REFUSE);
    assertThat(log.failed).hasSize(60);
  }

  @Test
  void foldersNestedWithoutEndEndAtTheLimit() throws Exception {
    MemoryFile level = root;
    for (int i = 0; i < GuestFolders.MOST_LEVELS + 10; i++) {
      level = level.folder("d");
    }
    restore(Existing.REFUSE);
    assertThat(log.failed).hasSize(1).first().asString().contains("folders deep");
  }

  @Test
  void impossibleLinksAreRefused() throws Exception {
    root.symbolicLink("empty", "");
    root.symbolicLink("long", "x".repeat(5000));
    root.symbolicLink("nul", "a\0b");
    root.file("x".repeat(300), "x");
    restore(Existing.REFUSE);
    assertThat(log.failed).hasSize(4);
  }

  @Test
  void anOwnerThatCannotBeTakesTheSetUserIdBitAway() throws Exception {
    assumeThat(Posix.isRoot()).isTrue();
    MemoryFile file = root.file("shell", "x");
    file.permissions = 06755;
    file.user = 0xFFFF_FFFFL;
    restore(Existing.REFUSE);
    assertThat(log.failed).containsExactly("p1:/shell: the owner 4294967295:0 cannot exist here");
    assertThat(Files.getAttribute(target.resolve("shell"), "unix:mode")).isEqualTo(0100755);
  }

  @Test
  void aStreamWithASlashInItsNameIsRefused() throws Exception {
    MemoryFile stream = guest.make(FileType.REGULAR);
    stream.content = new byte[] {1};
    root.file("file", "x").streams.put(FileName.of("/../../outside/file"), stream);
    restore(Existing.OVERWRITE);
    assertThat(log.failed).hasSize(1);
  }

  @Test
  void namesThatDifferInCaseAreNotLostOnACaseInsensitiveTarget() throws Exception {
    Path folded = Files.createDirectory(target);
    Process chattr = new ProcessBuilder("chattr", "+F", folded.toString()).start();
    assumeThat(chattr.waitFor()).as("the test's file system folds case").isZero();
    root.file("Name", "1");
    root.file("name", "2");
    restore(Existing.OVERWRITE);
    assertThat(log.failed).hasSize(1);
  }

  @Test
  void aDamagedNodeCostsOnlyItself() throws Exception {
    root.file("bad", "x").failure = new IOException("the inode is damaged");
    root.file("good", "x");
    restore(Existing.REFUSE);
    assertThat(log.failed).containsExactly("p1:/bad: the inode is damaged");
    assertThat(Files.exists(target.resolve("good"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }
}
