package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The names, times, sizes and checksums of all files of a folder: to prove that none was changed.
 */
record Fingerprint(Path folder, String facts) {

  static Fingerprint of(Path folder) throws IOException {
    String facts =
        Host.bash(
            folder,
            """
            find . -xdev \\( -type f -o -type p \\) -printf '%p %s %m %T@ %C@\\n' | sort
            find . -xdev -type f -exec sha256sum {} + | sort
            """);
    return new Fingerprint(folder, facts);
  }

  void assertUnchanged() throws IOException {
    assertThat(of(folder).facts()).isEqualTo(facts);
  }
}
