package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything is mounted. */
final class MountCommandTest {

  @TempDir Path folder;
  private CommandLineHarness line;

  @BeforeEach
  void aGuest() throws IOException {
    line = new CommandLineHarness(folder);
    Files.createDirectory(folder.resolve("mnt"));
  }

  private void fails(int code, String sentence, String... arguments) {
    var said = line.run(arguments);
    assertThat(said.err()).isEqualTo("coldmount: " + sentence + "\n");
    assertThat(said.code()).isEqualTo(code);
  }

  @Test
  void aMountpointIsNeeded() {
    fails(2, "missing: MOUNTPOINT (try \"coldmount mount --help\")", "mount", "disk.raw");
    fails(2, "missing: DISK... MOUNTPOINT (try \"coldmount mount --help\")", "mount");
  }

  @Test
  void optionsMayStandBetweenTheDiskAndTheMountpoint() {
    fails(
        15,
        "the mountpoint " + folder.resolve("none") + " does not exist: make it with mkdir",
        "mount",
        "disk.raw",
        "-o",
        "ro",
        "none");
  }

  @Test
  void aMountpointMustExist() {
    fails(
        15,
        "the mountpoint " + folder + "/nope does not exist: make it with mkdir",
        "mount",
        "disk.raw",
        "nope");
  }

  @Test
  void aMountpointMustBeAFolder() {
    fails(
        15,
        "the mountpoint " + folder + "/disk.raw is not a folder",
        "mount",
        "disk.raw",
        "disk.raw");
  }

  @Test
  void aMountpointMustBeEmpty() throws IOException {
    Files.createFile(folder.resolve("mnt/file"));
    fails(
        15,
        "the mountpoint "
            + folder
            + "/mnt is not empty: choose an empty folder, or add -o nonempty",
        "mount",
        "disk.raw",
        "mnt");
  }

  @Test
  void aMountpointMustNotHideTheImage() throws IOException {
    line.disk("mnt/inner.raw");
    fails(
        15,
        "the mountpoint "
            + folder
            + "/mnt holds the image "
            + folder
            + "/mnt/inner.raw, which a mount there would hide",
        "mount",
        "mnt/inner.raw",
        "mnt",
        "-o",
        "nonempty");
  }

  @Test
  void aDiskThatIsMissingIsTheDisksFault() {
    fails(10, folder + "/no.vmdk: there is no such file", "mount", "no.vmdk", "mnt");
  }

  @Test
  void withoutAFileSystemNothingIsMounted() throws IOException {
    Files.write(folder.resolve("zero.raw"), new byte[4096]);
    var said = line.run("mount", "zero.raw", "mnt");
    assertThat(said.code()).isEqualTo(14);
    assertThat(said.err())
        .isEqualTo("coldmount: zero.raw: there is no file system to show: disk is empty\n");
  }

  @Test
  void aVolumeMustExist() {
    fails(
        14,
        "there is no volume \"p9\": the volumes are disk",
        "mount",
        "--volume",
        "p9",
        "disk.raw",
        "mnt");
  }

  @Test
  void aFileSystemThatDoesNotOpenSaysWhy() {
    fails(11, "disk.raw: the flag was given", "mount", "-o", "fakeflag", "disk.raw", "mnt");
  }

  @Test
  void writingIsRefused() {
    fails(
        2,
        "Coldmount never writes to a disk: leave out the option rw",
        "mount",
        "-o",
        "rw",
        "disk.raw",
        "mnt");
  }

  @Test
  void unmountingWhatIsNotMountedIsAnError() {
    fails(
        17,
        "Coldmount has nothing mounted at mnt (\"coldmount list\" shows what it has)",
        "unmount",
        "mnt");
    fails(2, "give either mountpoints or --all", "unmount");
    fails(2, "give either mountpoints or --all", "unmount", "--all", "mnt");
  }

  @Test
  void theListOfMountsIsAnArrayInJson() {
    assertThat(line.run("list", "--json").out()).startsWith("[ ").endsWith("]\n");
  }
}
