package io.coldmount.mountd.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class FstabTest {

  private final Findings findings = new Findings();

  @Test
  void whatIsOnNoDiskIsLeftOutQuietly() {
    String text =
        """
        # a comment
        proc /proc proc defaults 0 0
        tmpfs /tmp tmpfs size=1G 0 0
        server:/export /srv nfs4 _netdev 0 0
        UUID=1 none swap sw 0 0
        host:/x /y fuse.sshfs _netdev 0 0
        """;
    assertThat(Fstab.parse(text, findings).entries()).isEmpty();
    assertThat(findings.sentences()).isEmpty();
  }

  @Test
  void aLineHasItsNumberAndItsFieldsWithoutEscapes() {
    assertThat(
            Fstab.parse("\n\tLABEL=a\\040b  /mnt/a\\134b\text4  rw,noauto,rw\n", findings)
                .entries())
        .containsExactly(new Fstab.Entry(2, "LABEL=a b", "/mnt/a\\b", Set.of("rw", "noauto")));
  }

  @Test
  void whatIsNoEscapeStaysAsItIs() {
    assertThat(Fstab.unescaped("a\\04")).isEqualTo("a\\04");
    assertThat(Fstab.unescaped("a\\999b\\")).isEqualTo("a\\999b\\");
  }

  @Test
  void onlyWhatTheGuestMountsItselfIsAutomatic() {
    var entries =
        Fstab.parse(
                """
                /dev/sda1 /a ext4 noauto
                /dev/sda1 /b ext4 noauto,x-systemd.automount
                /dev/sda1 /c ext4
                /old /d none bind
                """,
                findings)
            .entries();
    assertThat(entries)
        .extracting(Fstab.Entry::isAutomatic)
        .containsExactly(false, true, true, true);
    assertThat(entries.getLast().isBind()).isTrue();
    assertThat(findings.sentences()).isEmpty();
  }

  @Test
  void aLineWithoutATypeIsAFinding() {
    Fstab.parse("/dev/sda1 /a\n", findings);
    assertThat(findings.sentences()).containsExactly("fstab line 1 has fewer than three fields.");
  }

  @Test
  void thousandsOfLinesAreBounded() {
    String text = "/dev/sda1 /a ext4 defaults\n".repeat(10_000);
    assertThat(Fstab.parse(text, findings).entries()).hasSize(4096);
    assertThat(findings.sentences())
        .containsExactly("fstab has more than 4096 lines: the rest is left out.");
  }

  @Test
  void findingsAreBounded() {
    Fstab.parse("/dev/sda1\n".repeat(100), findings);
    assertThat(findings.sentences()).hasSize(65).last().isEqualTo("36 more findings are left out.");
  }
}
