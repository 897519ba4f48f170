package io.coldmount.fs.sleuthkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A process that is not libtsk's, as an image may have made of it. */
final class ChildTest {

  private static final int MORE_THAN_A_PIPE_HOLDS = 1 << 20;

  @Test
  void aProcessThatDoesNotTakeWhatItAskedForIsKilled() throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", "printf '\\0\\0\\0\\1\\7'; exec sleep 60").start();
    Child child = new Child(process);
    try {
      assertThat(child.receive().type()).isEqualTo((byte) 7);
      child.limit(1);
      assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () ->
              assertThatThrownBy(
                      () -> child.send((byte) 1, ByteBuffer.allocate(MORE_THAN_A_PIPE_HOLDS)))
                  .isInstanceOf(IOException.class));
      assertThat(child.died()).hasMessage("libtsk did not answer in time");
    } finally {
      child.end();
    }
  }
}
