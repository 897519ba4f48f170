package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

final class TrainingTest {

  @Test
  void theDiskThatComesAlongIsWalkedAndReadWithoutAFailure() {
    assertThatCode(() -> Training.main(new String[0])).doesNotThrowAnyException();
  }
}
