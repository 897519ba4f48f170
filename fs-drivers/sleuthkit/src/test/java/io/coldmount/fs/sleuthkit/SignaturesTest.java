package io.coldmount.fs.sleuthkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.MemorySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SignaturesTest {

  private static MemorySource volume(int size, int offset, String magic) {
    byte[] bytes = new byte[size];
    byte[] text = magic.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(text, 0, bytes, offset, text.length);
    return new MemorySource("volume", bytes);
  }

  private static String found(MemorySource volume) throws IOException {
    return new SleuthkitDriver().probe(volume).map(probe -> probe.format()).orElse("nothing");
  }

  @Test
  void eachFormatIsKnownByItsMagicNumber() throws IOException {
    assertThat(found(volume(8192, 1024, "H+\0\4"))).isEqualTo("hfsplus");
    assertThat(found(volume(8192, 1024, "HX\0\5"))).isEqualTo("hfsx");
    assertThat(found(volume(8192, 32, "NXSB"))).isEqualTo("apfs");
    assertThat(found(volume(65536, 32768, "\1CD001"))).isEqualTo("iso9660");
    assertThat(found(volume(65536, 8192 + 1372, "T\u0019\1\0"))).isEqualTo("ufs1");
    assertThat(found(volume(1 << 18, 65536 + 1372, "\u0019T\1\u0019"))).isEqualTo("ufs2");
    assertThat(found(volume(4096, 0, "\3\0\0\0\1\0\0\0\u00ff\u00ff"))).isEqualTo("yaffs2");
  }

  @Test
  void otherBytesAreForeign() throws IOException {
    assertThat(found(volume(8192, 1024, "H+\0\5"))).isEqualTo("nothing");
    assertThat(found(volume(65536, 32768, "\2CD001"))).isEqualTo("nothing");
    assertThat(found(new MemorySource("empty", new byte[0]))).isEqualTo("nothing");
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      byte[] noise = new byte[random.nextInt(300_000)];
      random.nextBytes(noise);
      assertThat(found(new MemorySource("noise", noise))).isEqualTo("nothing");
    }
  }

  @Test
  void volumesOfOtherDriversAreTakenOnRequestOnly() throws IOException {
    MemorySource ext = volume(8192, 1024 + 0x38, "S\u00ef");
    assertThat(found(ext)).isEqualTo("nothing");
    assertThat(new SleuthkitDriver().secondOpinion(ext)).isPresent();
    MemorySource ntfs = volume(8192, 3, "NTFS    ");
    assertThat(found(ntfs)).isEqualTo("nothing");
    assertThat(new SleuthkitDriver().secondOpinion(ntfs)).isPresent();
  }
}
