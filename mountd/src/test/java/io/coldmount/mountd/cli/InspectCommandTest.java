package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectCommandTest {

  @TempDir Path folder;
  private CommandLineHarness line;

  @BeforeEach
  void aGuest() throws IOException {
    line = new CommandLineHarness(folder);
  }

  @Test
  void aDiskIsShownWithItsLinksTableAndVolumes() {
    assertThat(line.run("inspect", "disk.raw").out())
        .isEqualTo(
            """
            FOLDER/disk.raw: 64.0 KiB (65536 bytes)
              disk.raw  raw
                RAW  64.0 KiB  disk.raw
              No partition table, sectors of 512 bytes
              disk   64.0 KiB    memory
                    3.9 MiB, 2.3 MiB used, 1000 inodes in use
            """
                .replace("FOLDER", folder.toString()));
  }

  @Test
  void severalDisksAreNumbered() throws IOException {
    line.disk("second.raw");
    assertThat(line.run("inspect", "disk.raw", "second.raw").out())
        .contains("  d0     64.0 KiB    memory", "  d1     64.0 KiB    memory");
  }

  @Test
  void theJsonHasItsShape() {
    assertThat(line.run("inspect", "--json", "disk.raw").out())
        .isEqualTo(
            """
            {
              "disks" : [ {
                "file" : "FOLDER/disk.raw",
                "size" : 65536,
                "warnings" : [ ],
                "chain" : [ {
                  "file" : "FOLDER/disk.raw",
                  "format" : "raw",
                  "capacity" : 65536,
                  "contentId" : "",
                  "parentContentId" : "",
                  "parentHint" : "",
                  "extents" : [ {
                    "kind" : "RAW",
                    "file" : "FOLDER/disk.raw",
                    "start" : 0,
                    "length" : 65536
                  } ],
                  "metadata" : { }
                } ],
                "partitionTable" : {
                  "scheme" : "none",
                  "sectorSize" : 512,
                  "uuid" : "",
                  "findings" : [ ]
                },
                "volumes" : [ {
                  "name" : "disk",
                  "offset" : 0,
                  "length" : 65536,
                  "type" : "",
                  "typeName" : "",
                  "label" : "",
                  "uuid" : "",
                  "bootable" : false,
                  "content" : "filesystem",
                  "format" : "memory",
                  "problem" : "",
                  "fileSystem" : {
                    "label" : "",
                    "uuid" : "",
                    "conditions" : [ ],
                    "blockSize" : 4096,
                    "blocks" : 1000,
                    "freeBlocks" : 400,
                    "availableBlocks" : 300,
                    "files" : 5000,
                    "freeFiles" : 4000,
                    "nameMax" : 255
                  }
                } ]
              } ],
              "systems" : [ ]
            }
            """
                .replace("FOLDER", folder.toString()));
  }

  @Test
  void aFileSystemThatDoesNotOpenIsShownWithTheReason() {
    var said = line.run("inspect", "-o", "fakeflag", "--json", "disk.raw");
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("\"problem\" : \"disk.raw: the flag was given\"");
  }

  @Test
  void whatIsNotReadIsNamed() throws IOException {
    byte[] swap = new byte[8192];
    System.arraycopy(
        "SWAPSPACE2".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, swap, 4086, 10);
    Files.write(folder.resolve("swap.raw"), swap);
    assertThat(line.run("inspect", "swap.raw").out())
        .contains("holds Linux swap space, which Coldmount does not read");
    byte[] lvm = new byte[8192];
    System.arraycopy(
        "LVM2 001".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, lvm, 536, 8);
    Files.write(folder.resolve("lvm.raw"), lvm);
    assertThat(line.run("inspect", "--json", "lvm.raw").out())
        .contains("\"content\" : \"foreign\"", "\"format\" : \"LVM2_member\"");
  }

  @Test
  void theDriversAreListed() {
    assertThat(line.run("inspect", "--drivers").out()).isEqualTo("fake\n");
    assertThat(line.run("inspect", "--drivers", "--json").out())
        .contains("\"name\" : \"fake\"", "\"usable\" : true", "\"detail\" : \"\"");
    assertThat(line.run("inspect").code()).isEqualTo(2);
  }
}
