package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class NegotiationTest {

  private final ByteBuffer b = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  private String reply(Request.Init kernel) throws ProtocolException {
    Negotiation.with(kernel, false).reply(b, kernel);
    return HexFormat.of().formatHex(b.array(), 0, b.position());
  }

  @Test
  void aKernelOfTodayGetsAllThatItKnows() throws Exception {
    assertThat(reply(new Request.Init(7, 45, 131072, -1)))
        .isEqualTo(
            "07000000"
                + "2d000000"
                + "00000200" // max_readahead, as the kernel said
                + "11a0c643" // flags, with INIT_EXT
                + "40003000" // max_background, congestion_threshold
                + "00100000" // max_write
                + "01000000" // time_gran
                + "00010000" // max_pages, map_alignment
                + "80000000" // flags2: HAS_RESEND
                + "00".repeat(28));
    assertThat(b.position()).isEqualTo(64);
  }

  @Test
  void ringsAreAskedForWhereTheyAre() throws Exception {
    var kernel = new Request.Init(7, 45, 131072, -1);
    Negotiation agreed = Negotiation.with(kernel, true);
    assertThat(agreed.has(Negotiation.OVER_IO_URING)).isTrue();
    agreed.reply(b, kernel);
    assertThat(b.getInt(32)).isEqualTo(1 << 7 | 1 << 9);
    assertThat(Negotiation.with(kernel, false).has(Negotiation.OVER_IO_URING)).isFalse();
  }

  @Test
  void readdirplusIsAlwaysAndNeverAutomatic() throws Exception {
    Negotiation agreed = Negotiation.with(new Request.Init(7, 38, 0, -1), false);
    assertThat(agreed.has(Negotiation.DO_READDIRPLUS)).isTrue();
    assertThat(agreed.has(1 << 14)).isFalse();
  }

  @Test
  void anOldKernelGetsTheShortAnswerAndOnlyItsFlags() throws Exception {
    assertThat(reply(new Request.Init(7, 19, 131072, 1)))
        .isEqualTo("070000002d0000000000020001000000" + "40003000" + "00100000");
  }

  @Test
  void aKernelTooOldIsNamed() {
    assertThatThrownBy(() -> Negotiation.with(new Request.Init(7, 8, 0, 0), false))
        .hasMessage(
            "this kernel speaks FUSE protocol 7.8; Coldmount needs 7.19 (Linux 3.5) or later");
  }
}
