package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.CorruptException;
import io.coldmount.block.UnavailableException;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.tree.MemoryNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckCommandTest {

  @TempDir Path folder;
  private CommandLineHarness line;
  private MemoryNode home;

  @BeforeEach
  void aGuest() throws IOException {
    line = new CommandLineHarness(folder);
    home = line.fs.folder(line.fs.root(), "home");
    line.fs.file(home, "good", new byte[1000]);
  }

  private void finds(String problem) {
    var said = line.run("check", "disk.raw");
    assertThat(said.out()).contains("problem: " + problem + "\n").endsWith(": 1 problem.\n");
    assertThat(said.code()).isEqualTo(20);
  }

  @Test
  void aSoundGuestHasNoProblems() {
    var said = line.run("check", "disk.raw");
    assertThat(said.out())
        .isEqualTo(
            "Checked 1 disk link, 1 file system, 2 folders, 1 file, 1000 B of data located:"
                + " no problems.\n");
    assertThat(said.code()).isZero();
  }

  @Test
  void onRequestEveryByteIsRead() {
    line.fs.file(home, "sparse", new byte[10]).withSize(1 << 22).withRuns(1L << 20);
    assertThat(line.run("check", "--data", "disk.raw").out())
        .contains("2 files, 1.0 MiB read: no problems");
  }

  @Test
  void aDamagedFileIsFoundAndTheOthersAreStillLookedAt() {
    line.fs
        .file(home, "bad", new byte[1])
        .failing(
            () -> {
              throw new CorruptException("disk.raw / disk", "inode 9 is damaged");
            });
    line.fs.file(home, "after", new byte[24]);
    finds("disk:/home/bad: disk.raw / disk: inode 9 is damaged");
    assertThat(line.run("check", "disk.raw").out()).contains("1.0 KiB of data located");
  }

  @Test
  void aFolderThatCannotBeListedToItsEndIsFound() {
    home.failing(
        () -> {
          throw new CorruptException("disk.raw", "block 5 is damaged");
        });
    finds("disk:/home: disk.raw: block 5 is damaged");
  }

  @Test
  void damagedDataIsFoundOnlyByReadingIt() {
    line.fs.file(home, "worn", new byte[5000]).damagedFrom(4096);
    assertThat(line.run("check", "disk.raw").code()).isZero();
    var said = line.run("check", "--data", "disk.raw");
    assertThat(said.code()).isEqualTo(20);
    assertThat(said.out()).contains("problem: disk:/home/worn: memory / file 5: block at 4096");
  }

  @Test
  void whatTheWalkItselfFindsOutOfTheVolumeIsTold() {
    var condition = new Condition(Condition.Kind.CHECK_INCOMPLETE, "Given up.");
    line.fs
        .file(home, "read", new byte[1])
        .failing(
            () -> {
              if (line.fs.conditions().isEmpty()) {
                line.fs.become(condition);
              }
            });
    finds("disk: Given up.");
  }

  @Test
  void aFolderOnTwoWaysIsFoundAndEnteredOnce() {
    line.fs.hardLink(home, "up", line.fs.root());
    finds("disk:/home/up: the folder of inode 2 is also reached on another way.");
  }

  @Test
  void aFolderWithTwoNamesIsFound() {
    var other = line.fs.folder(line.fs.root(), "other");
    var lost = line.fs.folder(other, "lost");
    line.fs.hardLink(line.fs.folder(line.fs.root(), "wrong"), "moved", lost);
    var said = line.run("check", "disk.raw");
    assertThat(said.code()).isEqualTo(20);
    assertThat(said.out())
        .contains("disk:/other/lost: the folder of inode 6 is also reached on another way.")
        .contains(
            "disk:/wrong/moved: the folder names inode 5 as its parent, but lies in the folder of"
                + " inode 7.");
  }

  @Test
  void dataThatIsNotOnTheDiskIsANoteAndNoProblem() {
    line.fs
        .add(home, "secret", FileType.REGULAR, 0644)
        .failing(
            () -> {
              throw new UnavailableException(
                  "disk.raw", UnavailableException.Reason.ENCRYPTED, "the file is encrypted");
            });
    var said = line.run("check", "disk.raw");
    assertThat(said.out()).contains("note: disk:/home/secret: disk.raw: the file is encrypted\n");
    assertThat(said.code()).isZero();
  }

  @Test
  void aVolumeThatOnlyBeginsLikeAFileSystemIsAProblem() throws IOException {
    byte[] ntfs = new byte[4096];
    byte[] magic = "NTFS    ".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, ntfs, 3, magic.length);
    Files.write(folder.resolve("broken.raw"), ntfs);
    var said = line.run("check", "broken.raw");
    assertThat(said.code()).isEqualTo(20);
    assertThat(said.out())
        .contains(
            "problem: disk: begins like an NTFS file system, but is too damaged to be recognised");
  }

  @Test
  void theJsonHasItsShape() throws IOException {
    line.fs
        .file(home, "bad", new byte[1])
        .failing(
            () -> {
              throw new CorruptException("disk.raw / disk", "inode 9 is damaged");
            });
    Files.write(folder.resolve("zero.raw"), new byte[4096]);
    assertThat(line.run("check", "--json", "disk.raw", "zero.raw").out())
        .isEqualTo(
            """
            {
              "findings" : [ {
                "level" : "problem",
                "kind" : "corrupt",
                "where" : "d0:/home/bad",
                "detail" : "disk.raw / disk: inode 9 is damaged"
              }, {
                "level" : "note",
                "kind" : "",
                "where" : "d1",
                "detail" : "not checked, because it is empty."
              } ],
              "counts" : {
                "links" : 2,
                "fileSystems" : 1,
                "folders" : 2,
                "files" : 1,
                "dataBytes" : 1000,
                "bytesRead" : 0,
                "problems" : 1
              }
            }
            """);
  }

  @Test
  void anotherDriverIsASecondOpinion() throws IOException {
    line.withOther = true;
    MemoryNode there = line.otherFs.folder(line.otherFs.root(), "home");
    line.otherFs.file(there, "good", new byte[1000]);
    assertThat(line.run("check", "--against", "other", "disk.raw").out())
        .endsWith(": no problems.\n");
  }

  @Test
  void everyDifferenceOfASecondOpinionIsAProblem() throws IOException {
    line.withOther = true;
    line.fs.file(home, "longer", new byte[20]);
    line.fs.file(home, "changed", new byte[] {1});
    line.fs.file(home, "ours", new byte[1]);
    line.fs.file(home, "older", new byte[1]);
    MemoryNode there = line.otherFs.folder(line.otherFs.root(), "home");
    line.otherFs.file(there, "good", new byte[1000]);
    line.otherFs.file(there, "longer", new byte[30]);
    line.otherFs.file(there, "changed", new byte[] {2});
    line.otherFs.file(there, "theirs", new byte[1]);
    MemoryNode newer = line.otherFs.file(there, "older", new byte[1]);
    newer.with(later(newer.attributes()));
    var said = line.run("check", "--against", "other", "disk.raw");
    assertThat(said.out())
        .contains("problem: disk:/home/longer: its size is 20, but 30 for other.\n")
        .contains("problem: disk:/home/changed: its SHA-256 is 4bf5122f")
        .contains("but dbc1b4c9")
        .contains("problem: disk:/home/ours: only this driver lists it.\n")
        .contains("problem: disk:/home/theirs: only other lists it.\n")
        .contains("problem: disk:/home/older: its time of modification is ")
        .endsWith(": 5 problems.\n");
    assertThat(said.code()).isEqualTo(20);
  }

  private static Attributes later(Attributes a) {
    return new Attributes(
        a.type(),
        a.permissions(),
        a.linkCount(),
        a.userId(),
        a.groupId(),
        a.size(),
        a.allocated(),
        a.deviceMajor(),
        a.deviceMinor(),
        a.accessed(),
        a.modified().plusSeconds(1),
        a.changed(),
        a.birth(),
        a.generation(),
        a.flags());
  }

  @Test
  void aSecondOpinionOfAnUnknownDriverIsAMistake() {
    var said = line.run("check", "--against", "nobody", "disk.raw");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("there is no driver \"nobody\": choose from fake");
  }
}
