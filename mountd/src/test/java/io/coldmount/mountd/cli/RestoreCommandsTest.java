package io.coldmount.mountd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code cp}, {@code tar}, {@code scan}, {@code versions}, {@code diff} and {@code run} as typed.
 */
final class RestoreCommandsTest {

  @TempDir Path folder;
  private CommandLineHarness line;

  @BeforeEach
  void aGuest() throws IOException {
    line = new CommandLineHarness(folder);
    var root = line.fs.root();
    var etc = line.fs.folder(root, "etc");
    line.fs.file(etc, "passwd", "root".getBytes(UTF_8));
    line.fs.file(etc, "group", "wheel".getBytes(UTF_8));
    line.fs.add(root, "link", FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of("etc/passwd"));
  }

  @Test
  void aFileIsCopiedIntoAFolderOrUnderANewName() throws IOException {
    Path target = Files.createDirectory(folder.resolve("out"));
    assertThat(line.run("cp", "disk.raw", "/etc/passwd", "out").code()).isZero();
    assertThat(target.resolve("passwd")).hasContent("root");
    assertThat(line.run("cp", "disk.raw", "/etc/passwd", "out/other").code()).isZero();
    assertThat(target.resolve("other")).hasContent("root");
  }

  @Test
  void aTreeAndAPatternAreCopied() {
    assertThat(line.run("cp", "disk.raw", "/etc", "copy").code()).isZero();
    assertThat(folder.resolve("copy/passwd")).hasContent("root");
    assertThat(line.run("cp", "disk.raw", "/etc/g*", "fits/").code()).isZero();
    assertThat(folder.resolve("fits/group")).hasContent("wheel");
    assertThat(folder.resolve("fits/passwd")).doesNotExist();
    assertThat(line.run("cp", "disk.raw", "/", "--keep", "all").code()).isZero();
    assertThat(folder.resolve("all/etc/passwd")).hasContent("root");
  }

  @Test
  void aPatternPassesByWhatLeadsNowhere() {
    var root = line.fs.root();
    line.fs.file(root, "file", new byte[1]);
    line.fs.add(root, "loop", FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of("loop"));
    line.fs.add(root, "lost", FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of("none"));
    assertThat(line.run("cp", "disk.raw", "/*/group", "fits/").code()).isZero();
    assertThat(folder.resolve("fits/group")).hasContent("wheel");
  }

  @Test
  void whatCannotBeCopiedIsToldByTheExitCode() throws IOException {
    line.fs
        .file(line.fs.root(), "bad", new byte[1])
        .failing(
            () -> {
              throw new CorruptException("disk.raw / disk", "inode 7 is damaged");
            });
    var said = line.run("cp", "disk.raw", "/", "all");
    assertThat(said.code()).isEqualTo(ExitCode.INCOMPLETE.number());
    assertThat(said.err())
        .contains("coldmount: disk:/bad: disk.raw / disk: inode 7 is damaged", "1 error.");
    assertThat(folder.resolve("all/etc/group")).exists();
  }

  @Test
  void theEventsOfACopyAreJson() {
    var said = line.run("cp", "--json", "disk.raw", "/etc/passwd", "out/");
    assertThat(said.out())
        .isEqualTo(
            """
            {"event":"done","source":"disk:/etc/passwd","target":"passwd","type":"regular",\
            "bytes":4,"how":"written"}
            {"event":"end","written":1,"linked":0,"kept":0,"failed":0,"bytes":4}
            """);
  }

  @Test
  void aMistypedLineIsAUsageError() {
    assertThat(line.run("cp", "disk.raw", "/etc").code()).isEqualTo(2);
    assertThat(line.run("cp", "disk.raw", "/etc", "--keep").err())
        .isEqualTo("coldmount: missing: DEST (try \"coldmount cp --help\")\n");
    assertThat(line.run("cp", "--keep", "--rename", "disk.raw", "/etc", "x").code()).isEqualTo(2);
    assertThat(line.run("cp", "--newer", "yesterday", "disk.raw", "/etc", "x").code()).isEqualTo(2);
    assertThat(line.run("cp", "--jobs", "0", "disk.raw", "/etc", "x").code()).isEqualTo(2);
    assertThat(line.run("cp", "disk.raw", "/no*", "x").code()).isEqualTo(18);
    assertThat(line.run("run", "disk.raw", "true").code()).isEqualTo(2);
    assertThat(line.run("diff", "disk.raw", "--from", "other").code()).isEqualTo(13);
  }

  @Test
  void pathsThatWouldHaveOneNameAreRefusedBeforeAnythingIsWritten() throws IOException {
    var home = line.fs.folder(line.fs.root(), "home");
    line.fs.file(home, "passwd", "other".getBytes(UTF_8));
    String clash =
        "coldmount: disk:/etc/passwd and disk:/home/passwd would both be called passwd: ";
    for (String file : List.of("--file=packed", "--zip")) {
      var said = line.run("tar", file, "disk.raw", "/etc/passwd", "/home/passwd");
      assertThat(said.code()).isEqualTo(2);
      assertThat(said.out()).isEmpty();
      assertThat(said.err()).isEqualTo(clash + "make an archive of each\n");
    }
    var said = line.run("cp", "disk.raw", "/*/passwd", "out");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).isEqualTo(clash + "copy them to different folders\n");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(line.disk);
    }
  }

  @Test
  void theRootStandsForWhatIsInItWhereItIsAlone() {
    assertThat(line.run("cp", "disk.raw", "/", "alone").code()).isZero();
    assertThat(folder.resolve("alone/etc/passwd")).hasContent("root");
    assertThat(line.run("cp", "disk.raw", "/", "/etc/passwd", "both").code()).isZero();
    assertThat(folder.resolve("both/disk/etc/passwd")).hasContent("root");
    assertThat(folder.resolve("both/passwd")).hasContent("root");
  }

  @Test
  void anArchiveHasItsNameWhenItIsComplete() throws Exception {
    assertThat(line.run("tar", "disk.raw", "/etc", "-f", "etc.tar").code()).isZero();
    Process list = new ProcessBuilder("tar", "tf", folder.resolve("etc.tar").toString()).start();
    assertThat(new String(list.getInputStream().readAllBytes(), UTF_8).lines())
        .containsExactlyInAnyOrder("etc/", "etc/passwd", "etc/group");
    assertThat(line.run("tar", "--zip", "disk.raw", "/etc", "-f", "etc.zip").code()).isZero();
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("disk.raw", "etc.tar", "etc.zip");
    }
  }

  @Test
  void anArchiveThatCannotBeWrittenSaysSo() {
    var said = line.run("tar", "disk.raw", "/etc", "-f", "none/etc.tar");
    assertThat(said.err())
        .isEqualTo(
            "coldmount: %s was not written: its folder does not exist\n"
                .formatted(folder.resolve("none/etc.tar")));
    assertThat(said.code()).isEqualTo(21);
  }

  @Test
  void theVersionsOfAFileHaveADigest() {
    assertThat(line.run("versions", "disk.raw", "/etc/passwd").out())
        .startsWith("disk.raw  ")
        .endsWith("4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2\n");
  }

  @Test
  void aScanThatCannotBeginNeverLooksCleanOrInfected() {
    assertThat(line.run("scan", "--engine", "clamd:/none", "disk.raw").code()).isEqualTo(2);
    assertThat(line.run("scan", "--engine", "other", "disk.raw").code()).isEqualTo(2);
    assertThat(line.run("scan", "--engine", "clamd:/none", "missing.raw").code()).isEqualTo(2);
  }

  @Test
  void aScanEndsWithWhatItFound() throws IOException {
    assumeThat(Path.of("/usr/bin/yara")).exists();
    Path rules = folder.resolve("rules");
    Files.writeString(rules, "rule root_user { strings: $a = \"root\" condition: $a }");
    var said = line.run("scan", "--engine", "yara:" + rules, "disk.raw");
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.out())
        .startsWith("INFECTED disk:/etc/passwd: root_user\n1 infected, 0 not scanned, 1 clean, ");
    assertThat(
            line.run("scan", "--engine", "yara:" + rules, "--exclude", "passwd", "disk.raw").code())
        .isZero();
    assertThat(
            line.run(
                    "scan",
                    "--engine",
                    "yara:" + rules,
                    "--exclude",
                    "passwd",
                    "--max-size",
                    "1",
                    "disk.raw")
                .code())
        .isEqualTo(2);
  }

  @Test
  void aCommandRunsOnTheMountedGuestAndNothingStaysMounted() throws IOException {
    assumeThat(Path.of("/dev/fuse")).isReadable();
    assertThat(line.run("run", "disk.raw", "--", "test", "-f", "{}/etc/passwd").code()).isZero();
    Path note = folder.resolve("note");
    String command = "echo $COLDMOUNT_MOUNTPOINT > " + note + "; exit 7";
    assertThat(line.run("run", "disk.raw", "--", "sh", "-c", command).code()).isEqualTo(7);
    assertThat(Path.of(Files.readString(note).strip())).doesNotExist();
    assertThat(line.run("run", "disk.raw", "--", "/no/such/program").code()).isEqualTo(2);
  }
}
