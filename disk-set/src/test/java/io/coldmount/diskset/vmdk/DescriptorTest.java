package io.coldmount.diskset.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;
import java.nio.charset.Charset;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DescriptorTest {

  private static Descriptor parse(String text) throws ImageException {
    return Descriptor.parse("d.vmdk", ImageWriter.text(text));
  }

  private static String lines(String... lines) {
    return String.join("\n", lines);
  }

  @Test
  void theSyntaxFoundInTheWildIsRead() throws Exception {
    Descriptor d =
        parse(
            lines(
                "\uFEFF# Disk DescriptorFile \r",
                "VERSION = 1\r",
                "  cid=F769065 \r",
                "ParentCID = \"DEADBEEF\"\r",
                "createtype=monolithicFlat\rcid=11111111",
                "parentFileNameHint=\"a = b.vmdk\" \r",
                "\r",
                "#RW 1 FLAT \"no\" 0",
                "some junk",
                "rw\t100  flat \"a disk.vmdk\"   7  ",
                "RDONLY 5 ZERO",
                "NOACCESS 6 SPARSE plain.vmdk",
                "RW 63 FLAT \"\\\\.\\PhysicalDrive0\" 63 partitionUUID \\\\?\\Volume{1}",
                "changeTrackPath=\"d-ctk.vmdk\"",
                "ddb.adapterType = \"ide\"",
                "\0\0rubbish=1"));
    assertThat(d.contentId()).isEqualTo("0f769065");
    assertThat(d.parentContentId()).isEqualTo("deadbeef");
    assertThat(d.createType()).isEqualTo("monolithicFlat");
    assertThat(d.parentHint()).isEqualTo("a = b.vmdk");
    assertThat(d.extents())
        .containsExactly(
            new ExtentLine("RW", 51200, "FLAT", "a disk.vmdk", 3584),
            new ExtentLine("RDONLY", 2560, "ZERO", "", 0),
            new ExtentLine("NOACCESS", 3072, "SPARSE", "plain.vmdk", 0),
            new ExtentLine("RW", 32256, "FLAT", "\\\\.\\PhysicalDrive0", 32256));
    assertThat(d.value("CHANGETRACKPATH")).isEqualTo("d-ctk.vmdk");
    assertThat(d.value("ddb.adapterType")).isEqualTo("ide");
    assertThat(d.value("rubbish")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", " ", "\t", "# ", "=", "\"", "RW ", "a=\n", "\r\n ", "encoding = "})
  void aMebibyteOfNothingIsReadInLinearTime(String piece) {
    byte[] text = ImageWriter.text(piece.repeat(DescriptorText.MAX_SIZE / piece.length()));
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          DescriptorText.matches(text);
          assertThatThrownBy(() -> Descriptor.parse("d.vmdk", text))
              .isInstanceOf(CorruptException.class);
        });
  }

  @Test
  void missingFieldsAreEmpty() throws Exception {
    Descriptor d = parse("RW 8 ZERO\n");
    assertThat(d.contentId()).isEmpty();
    assertThat(d.parentContentId()).isEmpty();
    assertThat(d.createType()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1252, grün",
    "windows-1251, диск",
    "GBK, 磁盘",
    "Shift_JIS, ディスク",
    "UTF-8, 磁盘ü"
  })
  void namesAreReadInTheEncodingThatTheDescriptorNames(String encoding, String name)
      throws Exception {
    String text = "encoding=\"" + encoding + "\"\nRW 8 FLAT \"" + name + ".vmdk\" 0\n";
    Descriptor d = Descriptor.parse("d.vmdk", text.getBytes(Charset.forName(encoding)));
    assertThat(d.extents().getFirst().name()).isEqualTo(name + ".vmdk");
  }

  @Test
  void namesInAnUnknownEncodingAreReadAsUtf8OrAsWindowsWroteThem() throws Exception {
    String text = "encoding=\"klingon\"\nRW 8 FLAT \"grün.vmdk\" 0\n";
    for (String charset : new String[] {"UTF-8", "windows-1252"}) {
      Descriptor d = Descriptor.parse("d.vmdk", text.getBytes(Charset.forName(charset)));
      assertThat(d.extents().getFirst().name()).isEqualTo("grün.vmdk");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RW 8 | it has no type",
        "RW x FLAT \"a\" | its size is no number",
        "RW -8 FLAT \"a\" | its size is out of range",
        "RW 99999999999999999999 FLAT \"a\" | its size is no number",
        "RW 9007199254740992 FLAT \"a\" | its size is out of range",
        "RW 8 FLAT \"a | its file name does not end",
        "RW 8 FLAT \"a\" b | its offset is no number",
        "RW 8 FLAT \"a\" -1 | its offset is out of range"
      })
  void aWrongExtentLineIsRepeatedInTheError(String line, String why) {
    assertThatThrownBy(() -> parse(line + "\n"))
        .isInstanceOf(CorruptException.class)
        .hasMessage("d.vmdk: the extent line \"" + line + "\" is wrong: " + why);
  }

  @Test
  void aDescriptorWithoutExtentsOrOfTooManyIsRefused() {
    assertThatThrownBy(() -> parse("version=1\nRW 0 ZERO\n"))
        .hasMessage("d.vmdk: its descriptor names no extent");
    assertThatThrownBy(() -> parse("RW 8 ZERO\n".repeat(8193)))
        .hasMessage("d.vmdk: a disk of more than 8192 extents is not supported");
  }

  @Test
  void extentsThatOverflowTogetherAreRefused() throws Exception {
    Descriptor d = parse("RW 9007199254740991 ZERO\n".repeat(2));
    assertThatThrownBy(() -> d.capacity("d.vmdk"))
        .isInstanceOf(CorruptException.class)
        .hasMessage("d.vmdk: its extents together are larger than 2^62 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version=2 | descriptor version 2 (an encrypted disk)",
        "encryptionKeys=\"vmware:key\" | an encrypted disk (encryptionKeys)",
        "ddb.iofilters = \"vmwarevmcrypt\" | an encrypted disk (vmwarevmcrypt)"
      })
  void anEncryptedDiskIsRefusedByName(String line, String feature) {
    assertThatThrownBy(() -> parse(line + "\nRW 8 ZERO\n"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage("d.vmdk: " + feature + " is not supported");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# Disk DescriptorFile\n",
        "\n\n  #disk descriptorfile\r\nversion=1",
        "\uFEFF# Disk DescriptorFile\n",
        "version=1\nCID=1234\n",
        "# a comment\ncreateType=\"vmfs\"\nCID = fffffffe\n"
      })
  void aDescriptorIsRecognised(String text) {
    assertThat(DescriptorText.matches(ImageWriter.text(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "version=1\n", "#!/bin/sh\n", "\0# Disk DescriptorFile\n"})
  void otherTextIsNoDescriptor(String text) {
    assertThat(DescriptorText.matches(ImageWriter.text(text))).isFalse();
  }
}
