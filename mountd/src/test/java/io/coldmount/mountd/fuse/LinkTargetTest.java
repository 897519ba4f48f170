package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.fs.FileName;
import io.coldmount.mountd.host.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinkTargetTest {

  @ParameterizedTest
  @CsvSource({
    "/etc/passwd, 0, etc/passwd",
    "/etc/passwd, 3, ../../../etc/passwd",
    "//etc//passwd/, 1, ../etc/passwd/",
    "/, 0, .",
    "/, 2, ../../",
    "/../../etc, 1, ../etc",
    "/usr/../etc, 1, ../etc",
    "../a, 1, ../a",
    "../../a, 1, ../a",
    "../../../../../etc/shadow, 2, ../../etc/shadow",
    "..,0,.",
    "a/../../../etc, 1, ../etc",
    "./../a, 1, ./../a",
    "a/b, 0, a/b",
    "a/..b/..., 0, a/..b/...",
    "./a//b/, 0, ./a//b/"
  })
  void aTargetStaysInTheGuest(String stored, int depth, String shown) throws Exception {
    assertThat(LinkTarget.inGuest(FileName.of(stored), depth)).hasToString(shown);
  }

  @Test
  void bytesThatAreNoTextStayWhatTheyAre() throws Exception {
    FileName odd = FileName.of(new byte[] {'/', (byte) 0xE4, '/', (byte) 0xFF});
    assertThat(LinkTarget.inGuest(odd, 1).bytes()).containsExactly('.', '.', '/', 0xE4, '/', 0xFF);
    assertThat(LinkTarget.inGuest(FileName.of(""), 4).length()).isZero();
  }

  @Test
  void aLinkInAFolderOfUnknownDepthFailsIfThatMatters() throws Exception {
    assertThat(LinkTarget.inGuest(FileName.of("a/b"), -1)).hasToString("a/b");
    assertThatThrownBy(() -> LinkTarget.inGuest(FileName.of("/a"), -1))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP));
  }
}
