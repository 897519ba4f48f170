package io.coldmount.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class FileNameTest {

  @Test
  void utf16BecomesUtf8AndALoneSurrogateSurvives() {
    String text = "a\u00e4\u20ac\uD83D\uDE00";
    byte[] units = text.getBytes(StandardCharsets.UTF_16LE);
    assertThat(FileName.ofUtf16le(units, 0, text.length())).isEqualTo(FileName.of(text));
    byte[] lone = {0x00, (byte) 0xD8, 'x', 0};
    assertThat(FileName.ofUtf16le(lone, 0, 2).bytes())
        .containsExactly((byte) 0xED, (byte) 0xA0, (byte) 0x80, 'x');
  }

  @Test
  void onlyPlainNamesAreEntryNames() {
    assertThat(FileName.of("...").isEntryName()).isTrue();
    assertThat(FileName.of("a").isEntryName()).isTrue();
    for (String bad : new String[] {"", ".", "..", "a/b", "a\0"}) {
      assertThat(FileName.of(bad).isEntryName()).as(bad).isFalse();
    }
  }
}
