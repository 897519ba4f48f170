package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.coldmount.block.CorruptException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class FaultLogTest {

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(FaultLog.class);
  private final FaultLog log = new FaultLog("web01.vmdk");

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
  }

  @Test
  void aPlaceOfTheImageIsNamedOnce() {
    for (int i = 0; i < 10; i++) {
      log.fault(new CorruptException("p1 / ext4", "inode 12 is wrong"));
    }
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("web01.vmdk: p1 / ext4: inode 12 is wrong");
  }

  @Test
  void aMinuteHasAFewLinesOnly() {
    for (int i = 0; i < 100_000; i++) {
      log.fault(new CorruptException("p1 / ext4", "inode " + i + " is wrong"));
    }
    assertThat(lines.list).hasSize(60);
  }

  @Test
  void aGuestsNameWritesNoLineOfItsOwn() {
    log.fault(new CorruptException("p1", "name 'a\nERROR b\u001b[2J'"));
    assertThat(lines.list.getFirst().getFormattedMessage())
        .isEqualTo("web01.vmdk: p1: name 'a?ERROR b?[2J'");
  }

  @Test
  void aHostFaultTellsItsKindAndABugItsTrace() {
    log.fault(new IOException("disk gone"));
    log.fault(new IllegalStateException("a bug"));
    assertThat(lines.list.get(0).getFormattedMessage())
        .isEqualTo("web01.vmdk: IOException: disk gone");
    assertThat(lines.list.get(1).getThrowableProxy().getMessage()).isEqualTo("a bug");
  }
}
