package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the service manager passes: sd_listen_fds(3). */
final class PassedTest {

  @Test
  void theSocketAloneNeedsNoName() {
    assertThat(Passed.of("1", null).socket()).contains(3);
    assertThat(Passed.of("1", "coldmount.socket").socket()).contains(3);
  }

  @Test
  void storedMountsAreFoundByNameAndAreNoSocket() {
    Passed passed = Passed.of("3", "mount-0-57:coldmount.socket:mount-0-8");
    assertThat(passed.socket()).contains(4);
    assertThat(passed.named("mount-0-57")).contains(3);
    assertThat(passed.named("mount-0-8")).contains(5);
    assertThat(passed.named("mount-0-9")).isEmpty();
  }

  @Test
  void mountsWithoutASocketLeaveTheDaemonItsOwn() {
    assertThat(Passed.of("1", "mount-0-57").socket()).isEmpty();
  }

  @Test
  void nonsenseIsNothing() {
    assertThat(Passed.of(null, "a").socket()).isEmpty();
    assertThat(Passed.of("-1", "a").socket()).isEmpty();
    assertThat(Passed.of("many", "a").socket()).isEmpty();
    assertThat(Passed.of("2", "mount-0-57:stored:more").names()).hasSize(2);
  }
}
