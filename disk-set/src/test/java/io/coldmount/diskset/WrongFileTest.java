package io.coldmount.diskset;

import static io.coldmount.diskset.TestFiles.assertContent;
import static io.coldmount.diskset.TestFiles.patchy;
import static io.coldmount.diskset.TestFiles.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files beside a disk that are given in its place: each is named, and the disk with it. */
final class WrongFileTest {

  @TempDir Path folder;

  private final byte[] content = patchy(3, 1 << 20);
  private Path web;

  @BeforeEach
  void aMachine() throws Exception {
    save("web-flat.vmdk", content);
    web =
        Files.writeString(
            folder.resolve("web.vmdk"),
            """
            # Disk DescriptorFile
            version=3
            CID=12345678
            parentCID=ffffffff
            createType="vmfs"
            RW 2048 VMFS "web-flat.vmdk"
            # Change Tracking File
            changeTrackPath="web-ctk.vmdk"
            """);
  }

  private Path save(String name, byte[] bytes) throws Exception {
    return Files.write(folder.resolve(name), bytes);
  }

  /** A file of three sectors with {@code start} at {@code offset}. */
  private Path starting(String name, int offset, String start) throws Exception {
    byte[] bytes = new byte[1536];
    byte[] magic = start.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(magic, 0, bytes, offset, magic.length);
    return save(name, bytes);
  }

  private static void refused(Path file, String reason) {
    assertThatThrownBy(() -> TestFiles.open(file).close())
        .isInstanceOf(FileSystemException.class)
        .hasMessage(file + ": " + reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web-ctk.vmdk", "WEB-CTK.VMDK", "renamed"})
  void aChangeTrackingFileIsNotARawDisk(String name) throws Exception {
    Path file = starting(name, 0, "\u00a2r\u0019\u00f6\1\0\0\0");
    refused(
        file,
        "is the change tracking file (CBT) of a disk, not a disk; open the disk's descriptor"
            + " instead"
            + (name.equals("web-ctk.vmdk") ? ": " + web : ""));
  }

  @Test
  void aDescriptorWithTheNameOfAChangeTrackingFileIsStillADisk() throws Exception {
    assertContent(Files.move(web, folder.resolve("odd-ctk.vmdk")), content);
  }

  @ParameterizedTest
  @CsvSource({
    "web.vmxf, an extra configuration of a virtual machine",
    "web.vmsd, the list of a machine's snapshots",
    "web.nvram, the firmware settings of a virtual machine",
    "web-1a2b.vmem, the memory of a virtual machine",
    "web-1a2b.vswp, the memory of a virtual machine",
    "web-Snapshot1.vmsn, the saved state of a virtual machine",
    "M12345.lck, a lock of a VMware program",
    "web.ovf, the description of an appliance (OVF)"
  })
  void whatLiesBesideADiskIsNamedWithTheDisk(String name, String title) throws Exception {
    String what = "is " + title + ", not a disk; open a disk of the machine instead";
    refused(starting(name, 0, "x"), what + ": web.vmdk");
    refused(save(name, new byte[0]), what + ": web.vmdk");
    Files.delete(web);
    refused(starting(name, 0, "x"), what + " (a .vmdk file)");
  }

  @ParameterizedTest
  @CsvSource({
    "MRVN, the firmware settings of a virtual machine",
    "\u00d0\u00be\u00d2\u00be, the saved state of a virtual machine",
    "\u00d2\u00be\u00d2\u00be, the saved state of a virtual machine"
  })
  void aRenamedCompanionIsToldByHowItBegins(String magic, String title) throws Exception {
    refused(
        starting("file", 0, magic),
        "is " + title + ", not a disk; open a disk of the machine instead: web.vmdk");
  }

  @Test
  void aConfigurationNamesItsDisks() throws Exception {
    Path vmx =
        Files.writeString(
            folder.resolve("web.vmx"),
            """
            .encoding = "UTF-8"
            scsi0:0.fileName = "web-000001.vmdk"
            SATA0:1.filename="da\tta.vmdk"
            ide1:0.fileName = "tools.iso"
            """);
    refused(
        vmx,
        "is the configuration of a virtual machine, not a disk; open a disk of the machine"
            + " instead: web-000001.vmdk, da?ta.vmdk");
    Files.writeString(vmx, "scsi0:0.present = \"TRUE\"\n");
    refused(
        vmx,
        "is the configuration of a virtual machine, not a disk; open a disk of the machine"
            + " instead: web.vmdk");
  }

  @Test
  void aFolderNamesTheDisksInIt() throws Exception {
    for (int i = 1; i <= 5; i++) {
      Files.copy(web, folder.resolve("web-" + i + ".vmdk"));
    }
    refused(
        folder,
        "is a directory, not a disk file; open a disk in it instead: web-1.vmdk, web-2.vmdk,"
            + " web-3.vmdk, web-4.vmdk and 2 more");
  }

  @Test
  void anArchiveIsToBeUnpacked() throws Exception {
    String unpack = "; unpack it and open the disk in it instead";
    run(folder, "tar", "-cf", "web.ova", "web.vmdk");
    refused(folder.resolve("web.ova"), "is a tar archive, as OVA appliances are" + unpack);
    run(folder, "gzip", "-k", "web-flat.vmdk");
    refused(folder.resolve("web-flat.vmdk.gz"), "is compressed with gzip" + unpack);
    refused(starting("a", 0, "PK\3\4"), "is a zip archive" + unpack);
    refused(starting("a", 0, "7z\u00bc\u00af'\u001c"), "is a 7z archive" + unpack);
    refused(starting("a", 0, "\u00fd7zXZ\0"), "is compressed with xz" + unpack);
    refused(starting("a", 0, "BZh91AY&SY"), "is compressed with bzip2" + unpack);
    refused(starting("a", 0, "(\u00b5/\u00fd"), "is compressed with zstd" + unpack);
  }

  @Test
  void aFlatExtentSaysWhoseItIs() throws Exception {
    Path flat = folder.resolve("web-flat.vmdk");
    try (DiskSet set = TestFiles.open(flat)) {
      assertThat(set.disks().getFirst().warnings())
          .containsExactly(
              "web-flat.vmdk: it holds the data of web.vmdk and is read as a raw disk; snapshots"
                  + " of that are not in it.");
    }
    assertContent(flat, content);
  }

  @Test
  void onePieceOfASplitFlatDiskIsNotTheDisk() throws Exception {
    Path first = save("split-f001.vmdk", Arrays.copyOf(content, 1 << 19));
    assertContent(first, Arrays.copyOf(content, 1 << 19));
    Path split =
        Files.writeString(
            folder.resolve("split.vmdk"),
            Files.readString(web)
                .replace(
                    "RW 2048 VMFS \"web-flat.vmdk\"",
                    "RW 1024 FLAT \"split-f001.vmdk\" 0\nRW 1024 FLAT \"web-flat.vmdk\" 0"));
    refused(first, "is one extent of a disk; open its descriptor instead: " + split);
  }
}
