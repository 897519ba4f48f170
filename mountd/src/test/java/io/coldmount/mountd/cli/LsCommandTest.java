package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LsCommandTest {

  @TempDir Path folder;
  private CommandLineHarness line;

  @BeforeEach
  void aGuest() throws IOException {
    line = new CommandLineHarness(folder);
    var root = line.fs.root();
    var etc = line.fs.folder(root, "etc");
    line.fs.file(etc, "passwd", new byte[12]);
    line.fs.file(root, ".hidden", new byte[0]);
    line.fs.add(root, "link", FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of("etc/passwd"));
  }

  @Test
  void namesAreSortedAndHiddenOnesLeftOut() {
    assertThat(line.run("ls", "disk.raw")).isEqualTo(said("etc\nlink\n"));
    assertThat(line.run("ls", "-a", "disk.raw", "/")).isEqualTo(said(".hidden\netc\nlink\n"));
  }

  private static CommandLineHarness.Said said(String out) {
    return new CommandLineHarness.Said(0, out, "");
  }

  @Test
  void theLongFormShowsWhatLsShows() {
    assertThat(line.run("ls", "-l", "disk.raw").out())
        .isEqualTo(
            """
            drwxr-xr-x 1 1000 1001  0 2128-06-11T08:53:20Z etc
            lrwxrwxrwx 1 1000 1001 10 2128-06-11T08:53:20Z link -> etc/passwd
            """);
  }

  @Test
  void aFileIsShownByItsPath() {
    assertThat(line.run("ls", "disk.raw", "disk:/etc/passwd").out()).isEqualTo("/etc/passwd\n");
  }

  @Test
  void foldersBelowComeWithTheirNames() {
    assertThat(line.run("ls", "-R", "disk.raw").out())
        .isEqualTo("disk:/:\netc\nlink\n\ndisk:/etc:\npasswd\n");
  }

  @Test
  void aDamagedFileLeavesTheOthersListedAndIsTold() throws IOException {
    line.fs
        .file(line.fs.root(), "bad", new byte[1])
        .failing(
            () -> {
              throw new CorruptException("disk.raw / disk", "inode 7 is damaged");
            });
    var said = line.run("ls", "-l", "disk.raw");
    assertThat(said.code()).isEqualTo(11);
    assertThat(said.out()).contains("? bad\n", " etc\n", " link ->");
    assertThat(said.err())
        .isEqualTo("coldmount: disk:/: bad: disk.raw / disk: inode 7 is damaged\n");
  }

  @Test
  void aFolderThatContainsItselfIsListedOnce() {
    line.fs.hardLink(line.fs.root(), "again", line.fs.root());
    var said = line.run("ls", "-R", "disk.raw");
    assertThat(said.code()).isEqualTo(11);
    assertThat(said.err())
        .isEqualTo(
            "coldmount: disk:/again: the folder is reached on two ways, so the image is damaged\n");
  }

  @Test
  void aTerminalNeverGetsTheControlCharactersOfAGuest() {
    line.fs.file(line.fs.root(), "x\033[2Jy", new byte[0]);
    assertThat(line.run("ls", "disk.raw").out()).contains("x\033[2Jy\n");
    line.terminal = true;
    assertThat(line.run("ls", "disk.raw").out()).contains("x?[2Jy\n");
  }

  @Test
  void theJsonHasItsShape() {
    assertThat(line.run("ls", "--json", "disk.raw", "/etc").out())
        .isEqualTo(
            """
            [ {
              "volume" : "disk",
              "folder" : "/etc",
              "entries" : [ {
                "name" : "passwd",
                "id" : 4,
                "type" : "regular",
                "permissions" : "0644",
                "links" : 1,
                "uid" : 1000,
                "gid" : 1001,
                "size" : 12,
                "allocated" : 12,
                "accessed" : "2128-06-11T08:53:20.123456789Z",
                "modified" : "2128-06-11T08:53:20.123456789Z",
                "changed" : "2128-06-11T08:53:20.123456789Z",
                "born" : "2128-06-11T08:53:20.123456789Z",
                "flags" : [ ]
              } ]
            } ]
            """);
  }

  @Test
  void aNameThatIsNotUtf8HasItsBytesInTheJson() {
    line.fs.add(line.fs.root(), FileName.of(new byte[] {(byte) 0xFF}), FileType.REGULAR, 0644);
    assertThat(line.run("ls", "--json", "disk.raw").out()).contains("\"nameBytes\" : \"ff\"");
  }
}
