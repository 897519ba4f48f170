package io.coldmount.diskset;

import static io.coldmount.diskset.TestFiles.assertContent;
import static io.coldmount.diskset.TestFiles.patchy;
import static io.coldmount.diskset.TestFiles.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.UnsupportedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a path given as a disk may be, and what an image may make the host open. */
final class DiskSetTest {

  @TempDir Path folder;

  private final byte[] content = patchy(3, 1 << 20);

  private Path descriptor(String name, String text) throws Exception {
    return Files.writeString(
        folder.resolve(name),
        "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\n"
            + "createType=\"custom\"\n"
            + text
            + "\n");
  }

  private Path save(String name, byte[] bytes) throws Exception {
    return Files.write(folder.resolve(name), bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"disk.raw", "disk-flat.vmdk", "disk.img"})
  void aFileInNoFormatIsARawDisk(String name) throws Exception {
    Path disk = save(name, Arrays.copyOf(content, 1000));
    assertContent(disk, Arrays.copyOf(content, 1000));
    try (DiskSet set = TestFiles.open(disk)) {
      assertThat(set.disks().getFirst().links().getFirst().format()).isEqualTo("raw");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "qcow, the QCOW image format",
    "qcow2, the QCOW image format",
    "qed, the QED image format",
    "vdi, the VDI image format",
    "vhdx, the VHDX image format",
    "vpc, the VHD image format (dynamic)",
    "parallels, the Parallels image format"
  })
  void anotherImageFormatIsRefusedByName(String format, String title) throws Exception {
    run(folder, "qemu-img", "create", "-q", "-f", format, "disk", "8M");
    assertThatThrownBy(() -> TestFiles.open(folder.resolve("disk")))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage(
            "disk: "
                + title
                + " is not supported; \"qemu-img convert -O raw\" makes a disk of it that is");
  }

  @Test
  void aFixedVhdAndAnEvidenceFileAreRefusedByName() throws Exception {
    run(folder, "qemu-img", "create", "-q", "-f", "vpc", "-o", "subformat=fixed", "disk", "8M");
    assertThatThrownBy(() -> TestFiles.open(folder.resolve("disk")))
        .hasMessage(
            "disk: the VHD image format (fixed) is not supported; \"qemu-img convert -O raw\""
                + " makes a disk of it that is");
    Path ewf = save("disk.E01", new byte[] {'E', 'V', 'F', 9, 13, 10, (byte) 255, 0, 1});
    assertThatThrownBy(() -> TestFiles.open(ewf))
        .hasMessage(
            "disk.E01: the E01 image format (EWF) is not supported; ewfmount, of libewf, shows the"
                + " disk in it as a file that is");
  }

  @Test
  void whatIsNoDiskFileIsRefusedWithoutWaiting() throws Exception {
    Path fifo = folder.resolve("fifo");
    run(folder, "mkfifo", "fifo");
    Path empty = save("empty.vmdk", new byte[0]);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertThatThrownBy(() -> TestFiles.open(fifo))
              .isInstanceOf(FileSystemException.class)
              .hasMessage(fifo + ": is neither a regular file nor a block device");
          assertThatThrownBy(() -> TestFiles.open(folder))
              .hasMessage(folder + ": is a directory, not a disk file");
          assertThatThrownBy(() -> TestFiles.open(empty))
              .hasMessage(empty + ": is empty, so it is no disk");
          assertThatThrownBy(() -> TestFiles.open(Path.of("/dev/zero")))
              .hasMessage("/dev/zero: is neither a regular file nor a block device");
          assertThatThrownBy(() -> TestFiles.open(folder.resolve("none")))
              .isInstanceOf(NoSuchFileException.class);
        });
  }

  @Test
  void anExtentThatIsAFifoADeviceOrAFolderIsNeverOpened() throws Exception {
    run(folder, "mkfifo", "fifo.vmdk");
    Files.createDirectory(folder.resolve("folder.vmdk"));
    Files.createSymbolicLink(folder.resolve("zero.vmdk"), Path.of("/dev/zero"));
    Files.createSymbolicLink(folder.resolve("maps.vmdk"), Path.of("/proc/self/maps"));
    for (String name : new String[] {"fifo.vmdk", "folder.vmdk", "zero.vmdk", "maps.vmdk"}) {
      Path disk = descriptor("disk.vmdk", "RW 8 FLAT \"" + name + "\" 0");
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () ->
              assertThatThrownBy(() -> TestFiles.open(disk))
                  .isInstanceOf(FileSystemException.class)
                  .hasMessage(
                      disk
                          + ": its extent \""
                          + name
                          + "\" is not a regular file: "
                          + folder.resolve(name)));
    }
    Path parent = descriptor("disk.vmdk", "RW 8 ZERO\nparentFileNameHint=\"fifo.vmdk\"");
    Files.writeString(
        parent, Files.readString(parent).replace("parentCID=ffffffff", "parentCID=1"));
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThatThrownBy(() -> TestFiles.open(parent)).isInstanceOf(ParentException.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FLAT \"/dev/sda\" 0",
        "FLAT \"\\\\.\\PhysicalDrive0\" 0",
        "VMFSRDM \"x-rdm.vmdk\""
      })
  void aDeviceIsOpenedOnlyWhereTheUserSays(String extent) throws Exception {
    Path disk = descriptor("disk.vmdk", "RW 2048 " + extent);
    String name = extent.split("\"", -1)[1];
    assertThatThrownBy(() -> TestFiles.open(disk))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(
            disk
                + ": its extent is the device \""
                + name
                + "\", which is never opened by itself; say which host device or image to use with"
                + " --device '"
                + name
                + "=PATH'");
    Path device = save("device.img", content);
    try (DiskSet set = TestFiles.open(disk, TestFiles.withDevice(name, device))) {
      assertContent(set.disks().getFirst().content(), content);
    }
  }

  @Test
  void flatExtentsBeginAtTheirOffsetsAndZerosAreZeros() throws Exception {
    save("data.bin", content);
    Path disk =
        descriptor(
            "disk.vmdk",
            "RW 100 FLAT \"data.bin\" 7\nRW 50 ZERO\nRDONLY 200 VMFS \"data.bin\" 0\n"
                + "RW 1 FLAT \"data.bin\" 1000");
    byte[] expected = new byte[351 * 512];
    System.arraycopy(content, 7 * 512, expected, 0, 100 * 512);
    System.arraycopy(content, 0, expected, 150 * 512, 200 * 512);
    System.arraycopy(content, 1000 * 512, expected, 350 * 512, 512);
    assertContent(disk, expected);
  }

  @Test
  void anExtentMarkedNoaccessCannotBeRead() throws Exception {
    Path disk = descriptor("disk.vmdk", "RW 8 ZERO\nNOACCESS 8 FLAT \"secret\" 0\nRW 8 ZERO");
    try (DiskSet set = TestFiles.open(disk)) {
      BlockSource source = set.disks().getFirst().content();
      assertThat(source.bytes(0, 4096)).containsOnly(0);
      assertThat(source.bytes(8192, 4096)).containsOnly(0);
      assertThatThrownBy(() -> source.bytes(0, 4097))
          .isInstanceOf(CorruptException.class)
          .hasMessage("disk.vmdk: the extent \"secret\" is marked NOACCESS: it is not part of it");
    }
  }

  @Test
  void aMissingAnUnknownAndAWrongExtentAreNamed() throws Exception {
    Path missing = descriptor("disk.vmdk", "RW 8 FLAT \"C:\\x\\disk-flat.vmdk\" 0");
    assertThatThrownBy(() -> TestFiles.open(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageStartingWith(
            missing + ": its extent \"C:\\x\\disk-flat.vmdk\" was not found; looked for ")
        .hasMessageEndingWith(" (--search DIR looks in other folders)");
    save("data.bin", content);
    Path unknown = descriptor("disk.vmdk", "RW 8 VSANSPARSE \"data.bin\"");
    assertThatThrownBy(() -> TestFiles.open(unknown))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage("disk.vmdk: extent type VSANSPARSE is not supported");
    Path wrong = descriptor("disk.vmdk", "RW 8 SPARSE \"data.bin\"");
    assertThatThrownBy(() -> TestFiles.open(wrong))
        .isInstanceOf(CorruptException.class)
        .hasMessage(
            "disk.vmdk: its extent "
                + folder.resolve("data.bin")
                + " is not the sparse extent that its descriptor says");
  }

  @Test
  void aTruncatedFlatExtentGivesAWarningAndFailsWhereItEnds() throws Exception {
    Path flat = save("disk-flat.vmdk", Arrays.copyOf(content, 1000 * 512));
    Path disk = descriptor("disk.vmdk", "RW 2048 FLAT \"disk-flat.vmdk\" 0");
    try (DiskSet set = TestFiles.open(disk)) {
      assertThat(set.disks().getFirst().warnings())
          .containsExactly(
              "disk.vmdk: disk-flat.vmdk is truncated: it has 512000 bytes, and the extent needs"
                  + " 1048576; what is missing cannot be read.");
      BlockSource source = set.disks().getFirst().content();
      assertThat(source.bytes(0, 512000)).isEqualTo(Arrays.copyOf(content, 512000));
      assertThatThrownBy(() -> source.bytes(511999, 2))
          .isInstanceOf(CorruptException.class)
          .hasMessage(
              "disk.vmdk: the bytes at disk offset 511999 should lie at offset 511999 of "
                  + flat
                  + " (2 bytes), which has only 512000 bytes: the file is truncated");
    }
  }

  @Test
  void aRenamedExtentIsFoundByWhatItIs() throws Exception {
    save("web-flat.vmdk", content);
    Path disk = descriptor("web.vmdk", "RW 2048 FLAT \"old-flat.vmdk\" 0");
    try (DiskSet set = TestFiles.open(disk)) {
      assertContent(set.disks().getFirst().content(), content);
      assertThat(set.disks().getFirst().warnings())
          .containsExactly(
              "web.vmdk: its extent \"old-flat.vmdk\" was not found; web-flat.vmdk, which fits, is"
                  + " used.");
    }
    Path other = descriptor("db.vmdk", "RW 2048 FLAT \"WEB-FLAT.vmdk\" 0");
    assertContent(other, content);
    Path tooLarge = descriptor("db.vmdk", "RW 2049 FLAT \"gone-flat.vmdk\" 0");
    assertThatThrownBy(() -> TestFiles.open(tooLarge)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void anExtentOutsideTheFolderGivesAWarning() throws Exception {
    Path below = Files.createDirectory(folder.resolve("below"));
    Path secret = save("secret", content);
    Path disk = descriptor("below/disk.vmdk", "RW 2048 FLAT \"" + secret + "\" 0");
    try (DiskSet set = TestFiles.open(disk)) {
      assertContent(set.disks().getFirst().content(), content);
      assertThat(set.disks().getFirst().warnings())
          .containsExactly(
              "disk.vmdk: its extent lies outside its folder, where its descriptor says: "
                  + secret);
    }
    Path relative = descriptor("below/disk.vmdk", "RW 2048 FLAT \"secret\" 0");
    try (DiskSet set = TestFiles.open(relative, TestFiles.searching(folder))) {
      assertThat(set.disks().getFirst().warnings()).isEmpty();
    }
    assertThat(below).isDirectory();
  }

  @Test
  void aDescriptorInsideAnEmptySparseHeaderNamesItsExtents() throws Exception {
    save("disk-flat.vmdk", content);
    Path text = descriptor("text", "RW 2048 FLAT \"disk-flat.vmdk\" 0");
    byte[] image = new byte[21 * 512];
    ByteBuffer header = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    header.put("KDMV".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(0);
    header.putLong(28, 1).putLong(36, 20).position(512).put(Files.readAllBytes(text));
    assertContent(save("disk.vmdk", image), content);
  }

  @Test
  void aLockOfVmwareGivesAWarning() throws Exception {
    save("disk-flat.vmdk", content);
    Path disk = descriptor("disk.vmdk", "RW 2048 FLAT \"disk-flat.vmdk\" 0");
    Files.createDirectory(folder.resolve("disk.vmdk.lck"));
    try (DiskSet set = TestFiles.open(disk)) {
      assertThat(set.disks().getFirst().warnings())
          .containsExactly(
              "disk.vmdk: the folder disk.vmdk.lck says that a VMware program has it open; what is"
                  + " read may be changing.");
    }
  }

  @Test
  void everyFileIsClosedAgainAlsoWhenOpeningFails() throws Exception {
    save("disk-flat.vmdk", content);
    Path disk = descriptor("disk.vmdk", "RW 2048 FLAT \"disk-flat.vmdk\" 0");
    Path bad = descriptor("bad.vmdk", "RW 2048 FLAT \"disk-flat.vmdk\" 0\nRW 8 FLAT \"none\" 0");
    CountingFiles counting = new CountingFiles();
    var options =
        new DiskOptions(counting, TestFiles.options().cache(), List.of(), false, Map.of());
    try (DiskSet set = DiskSet.open(List.of(disk), options)) {
      assertThat(set.disks()).hasSize(1);
      assertThat(counting.open).hasValue(2);
    }
    assertThat(counting.open).hasValue(0);
    assertThatThrownBy(() -> DiskSet.open(List.of(disk, bad), options))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(counting.open).hasValue(0);
  }

  @Test
  void anInterruptedReaderDoesNotSpoilTheDiskForTheOthers() throws Exception {
    save("disk-flat.vmdk", content);
    Path disk = descriptor("disk.vmdk", "RW 2048 FLAT \"disk-flat.vmdk\" 0");
    try (DiskSet set = TestFiles.open(disk)) {
      BlockSource source = set.disks().getFirst().content();
      Thread.currentThread().interrupt();
      byte[] bytes = source.bytes(1000, 5000);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(bytes).isEqualTo(Arrays.copyOfRange(content, 1000, 6000));
      assertThat(source.bytes(0, 1)).containsExactly(content[0]);
    }
  }
}
