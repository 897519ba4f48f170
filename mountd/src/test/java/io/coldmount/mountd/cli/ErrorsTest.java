package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way to fail has its number and its one sentence. */
final class ErrorsTest {

  @TempDir Path folder;
  private CommandLineHarness line;

  @BeforeEach
  void aGuest() throws IOException {
    line = new CommandLineHarness(folder);
    line.fs.file(line.fs.root(), "file", new byte[3]);
    line.fs.add(line.fs.root(), "pipe", FileType.FIFO, 0644);
    line.fs.add(line.fs.root(), "a", FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of("a"));
  }

  private void fails(int code, String sentence, String... arguments) {
    var said = line.run(arguments);
    assertThat(said.err()).isEqualTo("coldmount: " + sentence + "\n");
    assertThat(said.code()).isEqualTo(code);
    assertThat(said.out()).isEmpty();
  }

  @Test
  void exitCodesAreUniqueAndDoNotChange() {
    assertThat(Arrays.stream(ExitCode.values()).map(code -> code.number() + " " + code))
        .containsExactly(
            "0 OK",
            "1 INTERNAL",
            "2 USAGE",
            "10 DISK",
            "11 CORRUPT",
            "12 UNSUPPORTED",
            "13 PARENT",
            "14 NO_FILE_SYSTEM",
            "15 MOUNTPOINT",
            "16 FUSE",
            "17 NOT_MOUNTED",
            "18 PATH",
            "19 BUSY",
            "20 PROBLEMS_FOUND",
            "21 OUTPUT",
            "22 UNAVAILABLE",
            "23 INCOMPLETE",
            "24 DAEMON",
            "130 INTERRUPTED",
            "141 READER_GONE");
  }

  @Test
  void aCommandThatIsNotThere() {
    fails(2, "there is no command \"frobnicate\" (try \"coldmount --help\")", "frobnicate");
    fails(2, "say what to do (try \"coldmount --help\")");
  }

  @Test
  void aDiskThatIsMissing() {
    fails(10, folder.resolve("no.vmdk") + ": there is no such file", "inspect", "no.vmdk");
  }

  @Test
  void aFolderGivenAsADisk() throws IOException {
    Files.createDirectory(folder.resolve("d"));
    fails(10, folder.resolve("d") + ": is a directory, not a disk file", "ls", "d");
  }

  @Test
  void aFileBesideADiskGivenInItsPlace() throws IOException {
    Files.write(folder.resolve("web-ctk.vmdk"), new byte[1024]);
    Path web =
        Files.writeString(
            folder.resolve("web.vmdk"),
            """
            # Disk DescriptorFile
            version=3
            CID=12345678
            parentCID=ffffffff
            RW 8 ZERO
            changeTrackPath="web-ctk.vmdk"
            """);
    fails(
        10,
        folder.resolve("web-ctk.vmdk")
            + ": is the change tracking file (CBT) of a disk, not a disk; open the disk's"
            + " descriptor instead: "
            + web,
        "ls",
        "web-ctk.vmdk");
    Files.write(folder.resolve("web.vmem"), new byte[1024]);
    fails(
        10,
        folder.resolve("web.vmem")
            + ": is the memory of a virtual machine, not a disk; open a disk of the machine"
            + " instead: web.vmdk",
        "inspect",
        "web.vmem");
  }

  @Test
  void aDiskWithoutAFileSystem() throws IOException {
    Files.write(folder.resolve("zero.raw"), new byte[4096]);
    fails(14, "zero.raw: there is no file system to show: disk is empty", "ls", "zero.raw");
  }

  @Test
  void aVolumeThatIsNotThere() {
    fails(14, "there is no volume \"p7\": the volumes are disk", "cat", "disk.raw", "p7:/file");
  }

  @Test
  void aPathThatIsNotThere() {
    fails(18, "/nope: there is no such file", "cat", "disk.raw", "/nope");
    fails(18, "/file/x: part of the path is not a directory", "stat", "disk.raw", "/file/x");
    fails(18, "/a/b: there are more than 40 symbolic links on the way", "ls", "disk.raw", "/a/b");
  }

  @Test
  void aPathOfTheWrongType() {
    fails(18, "disk:/ is a directory", "cat", "disk.raw", "/");
    fails(
        18,
        "disk:/pipe is not a regular file, so it has no content on the disk",
        "cat",
        "disk.raw",
        "/pipe");
  }

  @Test
  void aDamagedFileSystem() {
    fails(11, "disk.raw: the flag was given", "ls", "-o", "fakeflag", "disk.raw");
  }

  @Test
  void anOptionOfNobody() {
    fails(
        2,
        "there is no option \"sync\": those here are fakecase, fakeflag",
        "ls",
        "-o",
        "ro,sync",
        "disk.raw");
  }

  @Test
  void aDriverOfNobody() {
    fails(2, "there is no driver \"zfs\": choose from fake", "ls", "--driver", "zfs", "disk.raw");
  }

  @Test
  void aStackTraceOnlyOnRequest() {
    assertThat(line.run("--debug", "ls", "no.raw").err()).contains("\tat io.coldmount");
    assertThat(line.run("ls", "--debug", "no.raw").err()).contains("\tat io.coldmount");
  }

  @Test
  void aFullOutputIsTold() {
    var said =
        line.run(
            new Output(failing("No space left on device")),
            new ByteArrayOutputStream(),
            "ls",
            "disk.raw");
    assertThat(said.code()).isEqualTo(21);
    assertThat(said.err())
        .isEqualTo("coldmount: standard output cannot be written: No space left on device\n");
  }

  @Test
  void aReaderThatHasGoneEndsACommandQuietly() {
    var said =
        line.run(
            new Output(failing("Broken pipe")),
            new ByteArrayOutputStream(),
            "inspect",
            "--json",
            "disk.raw");
    assertThat(said.code()).isEqualTo(141);
    assertThat(said.err()).isEmpty();
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
