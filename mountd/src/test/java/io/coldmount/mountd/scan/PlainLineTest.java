package io.coldmount.mountd.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.FileName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that are read and made without a parser are those that Jackson makes. */
final class PlainLineTest {

  private static final Instant TIME = Instant.parse("2026-01-31T23:59:59.000001Z");

  private static final String LINE =
      "{\"record\":\"file\",\"volume\":\"p1\",\"path\":\"/a b\",\"size\":9,"
          + "\"modified\":\"2026-01-31T23:59:59Z\",\"status\":\"clean\"}";

  private static @Nullable PlainLine parse(String line) {
    byte[] bytes = ("x" + line + "\n").getBytes(UTF_8);
    return PlainLine.parse(bytes, 1, bytes.length - 1);
  }

  private static byte[] byJackson(String volume, String path, String sameAs) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (ReportWriter writer = new ReportWriter(bytes)) {
      writer.file(
          new ScannedFile(
              volume, path, "", 1234567890123L, TIME.toString(), new Verdict.Clean(), sameAs));
    }
    return bytes.toByteArray();
  }

  @Test
  void everyPrintableCharacterIsWrittenAsJacksonWritesIt() throws IOException {
    for (char c = ' '; c < 0x100; c++) {
      String path = "/a" + c;
      PlainLine line = PlainLine.of("p1", FileName.of(path));
      assertThat(line != null).as(path).isEqualTo(c < 0x7F && c != '"' && c != '\\');
      if (line != null) {
        byte[] made = line.bytes(1234567890123L, TIME.toString(), "p2:/b");
        assertThat(made).as(path).isEqualTo(byJackson("p1", path, "p2:/b"));
      }
    }
  }

  @Test
  void aVolumeThatNeedsEscapesHasNoPlainLine() {
    assertThat(PlainLine.of("vg\"0", FileName.of("/a"))).isNull();
    assertThat(PlainLine.of("vg\u00e9", FileName.of("/a"))).isNull();
  }

  @Test
  void whatJacksonWritesIsRead() throws IOException {
    for (String sameAs : new String[] {"", "p2:/b"}) {
      byte[] bytes = byJackson("p1", "/a b", sameAs);
      assertThat(PlainLine.parse(bytes, 0, bytes.length - 1))
          .isEqualTo(new PlainLine("p1", "/a b"));
    }
    assertThat(parse(LINE)).isEqualTo(new PlainLine("p1", "/a b"));
  }

  @Test
  void aLineThatIsCutAnywhereIsNone() throws IOException {
    String whole = new String(byJackson("p1", "/a", "p2:/b"), UTF_8);
    for (int length = 0; length < whole.length() - 1; length++) {
      assertThat(parse(whole.substring(0, length))).as(whole.substring(0, length)).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\u0041",
        "\\\"",
        "\"",
        "\\",
        "\t",
        "\u00e9",
        "\",\"path\":\"/c",
        "\",\"size\":1,\"x\":\""
      })
  void aNameThatIsNotAsItStandsIsLeftToJackson(String inside) {
    assertThat(parse(LINE.replace("a b", "a" + inside))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "09",
        "1.5",
        "1e3",
        "1234567890123456789",
        "\"9\"",
        "9,\"pathBytes\":\"2f61\""
      })
  void aSizeThatIsNoSmallNumberIsLeftToJackson(String size) {
    assertThat(parse(LINE.replace(":9,", ":" + size + ","))).isNull();
  }

  @Test
  void aLineOfSomethingElseIsLeftToJackson() {
    assertThat(parse(LINE.replace("\"clean\"", "\"infected\",\"signature\":\"E\""))).isNull();
    assertThat(parse(LINE.replace("}", ",\"status\":\"infected\"}"))).isNull();
    assertThat(parse(LINE + LINE)).isNull();
    assertThat(parse(LINE + " ")).isNull();
    assertThat(parse(" " + LINE)).isNull();
    assertThat(parse(LINE.replace(",\"size\"", ", \"size\""))).isNull();
    assertThat(parse(LINE.replace("\"record\":\"file\"", "\"record\":\"end\""))).isNull();
  }
}
