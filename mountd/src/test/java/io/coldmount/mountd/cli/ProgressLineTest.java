package io.coldmount.mountd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.mountd.guest.Drivers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Progress on a terminal and elsewhere, with a clock of its own. */
final class ProgressLineTest {

  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong();

  private ProgressLine line(boolean terminal, boolean wanted) {
    var err = new PrintStream(errors, true, UTF_8);
    var out = new Output(new ByteArrayOutputStream());
    var shell = new Shell(out, err, new Drivers(List.of()), Path.of("/"), false, terminal);
    return new ProgressLine(shell, wanted, clock::get);
  }

  @Test
  void aTerminalShowsRateAndTimeLeft() {
    ProgressLine line = line(true, true);
    line.total(400 << 20);
    clock.set(2 * SECOND);
    line.show(100 << 20);
    line.clear();
    assertThat(errors.toString(UTF_8))
        .isEqualTo("\r100.0 MiB of 400.0 MiB, 50.0 MiB/s, 0 min 6 s left\u001b[K" + "\r\u001b[K");
  }

  @Test
  void elsewhereAPlainLineComesNowAndThen() {
    ProgressLine line = line(false, true);
    for (int second = 1; second <= 25; second++) {
      clock.set(second * SECOND);
      line.show((long) second << 20);
    }
    line.clear();
    assertThat(errors.toString(UTF_8))
        .isEqualTo("coldmount: 11.0 MiB, 1.0 MiB/s\ncoldmount: 22.0 MiB, 1.0 MiB/s\n");
  }

  @Test
  void programsThatReadEventsGetNoLines() {
    ProgressLine line = line(false, false);
    clock.set(60 * SECOND);
    line.show(5);
    assertThat(errors.size()).isZero();
  }
}
