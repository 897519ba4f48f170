package io.coldmount.mountd.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.mountd.tree.MemoryFileSystem;
import io.coldmount.mountd.tree.MemoryNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small files that tell what a system is. */
final class OsFilesTest {

  private final MemoryFileSystem fs = new MemoryFileSystem();
  private final MemoryNode etc = fs.folder(fs.root(), "etc");

  private void file(String name, String text) {
    fs.file(etc, name, text.getBytes(StandardCharsets.UTF_8));
  }

  private Distribution distribution() throws IOException {
    return Distribution.read(new GuestFiles(fs));
  }

  @Test
  void osReleaseIsReadAsAShellWouldReadIt() throws IOException {
    file(
        "os-release",
        """
        # comment
        NAME='Rocky Linux'
        PRETTY_NAME="Rocky \\"Linux\\" 9.3"
        ID="rocky"
        VERSION_ID="9.3"
        VARIANT="Server Edition"
        """);
    assertThat(distribution())
        .isEqualTo(
            new Distribution(
                "rocky",
                "Rocky \"Linux\" 9.3",
                "9.3",
                "Server Edition",
                "Rocky Enterprise Software Foundation"));
  }

  @Test
  void lsbReleaseIsReadWhereThereIsNoOsRelease() throws IOException {
    file(
        "lsb-release",
        "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=10.04\nDISTRIB_DESCRIPTION=\"Ubuntu 10.04.4 LTS\"\n");
    assertThat(distribution())
        .isEqualTo(new Distribution("ubuntu", "Ubuntu 10.04.4 LTS", "10.04", "", "Canonical"));
  }

  @Test
  void anOldCentOsIsKnownByItsReleaseFile() throws IOException {
    file("redhat-release", "CentOS release 6.10 (Final)\n");
    assertThat(distribution())
        .isEqualTo(new Distribution("centos", "CentOS release 6.10 (Final)", "6.10", "", "CentOS"));
  }

  @Test
  void anOldDebianIsKnownByItsVersion() throws IOException {
    file("debian_version", "5.0.10\n");
    assertThat(distribution().name()).isEqualTo("Debian GNU/Linux 5.0.10");
  }

  @Test
  void aSystemWithoutANameIsLinux() throws IOException {
    assertThat(distribution()).isEqualTo(new Distribution("", "Linux", "", "", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "02013e00, 64, x86_64",
    "01010300, 32, i686",
    "0201b700, 64, aarch64",
    "01012800, 32, arm",
    "02020016, 64, s390x",
    "02020015, 64, ppc64",
    "02011500, 64, ppc64le",
    "0201f300, 64, riscv64"
  })
  void aProgramTellsItsMachine(String fields, int bits, String machine) throws CorruptException {
    assertThat(Elf.parse(elf(fields))).isEqualTo(new Elf(bits, machine));
  }

  @Test
  void aProgramWithAWrongClassOrOrderTellsNothing() {
    assertThatThrownBy(() -> Elf.parse(elf("03013e00")))
        .hasMessageContaining("the class of a program at offset 4 is wrong: found 3");
    assertThatThrownBy(() -> Elf.parse(elf("02033e00")))
        .hasMessageContaining("the byte order of a program at offset 5 is wrong: found 3");
    assertThatThrownBy(
            () ->
                Elf.parse(
                    new ByteView(
                        "x", 0, "#!/bin/sh\n123456789".getBytes(StandardCharsets.US_ASCII))))
        .hasMessageContaining("the signature of a program at offset 0");
  }

  private static ByteView elf(String fields) {
    byte[] header = new byte[Elf.SIZE];
    header[0] = 0x7f;
    header[1] = 'E';
    header[2] = 'L';
    header[3] = 'F';
    byte[] given = HexFormat.of().parseHex(fields);
    header[4] = given[0];
    header[5] = given[1];
    header[18] = given[2];
    header[19] = given[3];
    return new ByteView("x", 0, header);
  }

  @Test
  void versionsAreOrderedByTheirNumbers() {
    assertThat(
            Stream.of("6.10.0-2", "6.9.1", "5.4.0-99-generic", "6.10.0-10", "6.10.0")
                .sorted(Versions.ORDER))
        .isEqualTo(List.of("5.4.0-99-generic", "6.9.1", "6.10.0", "6.10.0-2", "6.10.0-10"));
    assertThat(Versions.major("v12.04 LTS")).isEqualTo(12);
    assertThat(Versions.minor("v12.04 LTS")).isEqualTo(4);
    assertThat(Versions.minor("12")).isNull();
    assertThat(Versions.major("rolling")).isNull();
  }
}
