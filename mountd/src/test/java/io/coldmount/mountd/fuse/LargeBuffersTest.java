package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.mountd.host.Linux;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Which answers borrow a large buffer, and that they give it back. */
final class LargeBuffersTest {

  private static final int SMALL = 64 * 1024;

  private final LargeBuffers large = new LargeBuffers(1, 2, 20);
  private final Reply reply = new Reply(LargeBuffers.aligned(Reply.HEADER + SMALL), large);

  @Test
  void onlyABodyThatIsTooLongForTheOwnBufferBorrowsOne() throws Exception {
    assertThat(reply.begin(SMALL).remaining()).isEqualTo(SMALL);
    assertThat(reply.isOwn()).isTrue();
    assertThat(reply.begin(reply.room()).remaining()).isEqualTo(Negotiation.MAX_PAGES * 4096);
    assertThat(reply.isOwn()).isFalse();
    reply.release();
    assertThat(reply.isOwn()).isTrue();
    assertThat(large.kept()).isEqualTo(1);
    reply.release();
    assertThat(large.kept()).isEqualTo(1);
  }

  @Test
  void noneWaitsForAnotherAndOnlySomeAreKept() throws Exception {
    ByteBuffer first = large.take();
    ByteBuffer second = large.take();
    assertThat(Linux.address(first)).isNotEqualTo(Linux.address(second));
    large.give(first);
    large.give(second);
    assertThat(large.kept()).isEqualTo(1);
    assertThat(large.take()).isSameAs(first);
  }

  @Test
  void fileDataBeginsAPage() throws Exception {
    assertThat((Linux.address(large.take()) + Reply.HEADER) % 4096).isZero();
  }

  @Test
  void noMoreAreInUseThanAllowedAndOneThatIsGivenBackCanBeTaken() throws Exception {
    ByteBuffer first = large.take();
    large.take();
    assertThatThrownBy(large::take)
        .isInstanceOf(IOException.class)
        .hasMessage("too many long reads at once wait for disks that do not answer");
    assertThatThrownBy(() -> reply.begin(reply.room())).isInstanceOf(IOException.class);
    assertThat(reply.isOwn()).isTrue();
    reply.release();
    large.give(first);
    assertThat(large.take()).isSameAs(first);
    assertThatThrownBy(large::take).isInstanceOf(IOException.class);
  }
}
