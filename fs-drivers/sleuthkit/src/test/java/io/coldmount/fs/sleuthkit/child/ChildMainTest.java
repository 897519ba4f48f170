package io.coldmount.fs.sleuthkit.child;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ChildMainTest {

  @Test
  void aVersionWhoseStructuresAreNotKnownIsRefused() {
    assertThatThrownBy(() -> ChildMain.requireKnown("4.13.0"))
        .hasMessage(
            "libtsk 4.13.0 is on this host, but only 4.11.0 to 4.12.1 are known to lay out their"
                + " structures as Coldmount reads them");
  }

  @Test
  void theVersionsOfDebianAreKnown() {
    assertThatCode(() -> ChildMain.requireKnown("4.11.1")).doesNotThrowAnyException();
    assertThatCode(() -> ChildMain.requireKnown("4.12.1")).doesNotThrowAnyException();
  }
}
