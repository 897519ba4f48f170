package io.coldmount.mountd.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.FileName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Patterns of the shell. */
final class GlobTest {

  @Test
  void aPatternWithoutASlashFitsNamesInAnyFolder() {
    Glob glob = Glob.of("*.log");
    assertThat(glob.matches(List.of("var", "a.log"))).isTrue();
    assertThat(glob.matches(List.of("a.log", "b"))).isFalse();
  }

  @Test
  void aPatternWithASlashFitsThePathFromTheTop() {
    assertThat(Glob.of("/var/*/x").matches(List.of("var", "y", "x"))).isTrue();
    assertThat(Glob.of("/var/*/x").matches(List.of("var", "y", "z", "x"))).isFalse();
    assertThat(Glob.of("/var/**/x").matches(List.of("var", "y", "z", "x"))).isTrue();
    assertThat(Glob.of("/var/**").matches(List.of("var"))).isTrue();
  }

  @Test
  void theCharactersOfAPatternMeanWhatTheShellMeans() {
    assertThat(Glob.name("a?c", "abc")).isTrue();
    assertThat(Glob.name("a[b-d]e", "ace")).isTrue();
    assertThat(Glob.name("a[!b-d]e", "ace")).isFalse();
    assertThat(Glob.name("a\\*", "a*")).isTrue();
    assertThat(Glob.name("a\\*", "ab")).isFalse();
    assertThat(Glob.name("[", "[")).isTrue();
    assertThat(Glob.name("*a*b", "xxaxxb")).isTrue();
    assertThat(Glob.name("*", "")).isTrue();
  }

  @Test
  void aHostileNameCostsNoTime() {
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThat(Glob.name("*a*a*a*a*a*a*a*a*a*a*a*b", "a".repeat(100_000))).isFalse());
  }

  @Test
  void filesOfTheGuestAreFoundByPatterns() throws Exception {
    MemoryFileSystem guest = new MemoryFileSystem();
    MemoryFile etc = guest.root().folder("etc");
    etc.file("a.conf", "x");
    etc.file("b.conf", "x");
    etc.file(".hidden.conf", "x");
    guest.root().folder("opt").file("c.conf", "x");
    assertThat(GuestGlob.expand(guest, "/*/*.conf").stream().map(found -> found.path()))
        .containsExactlyInAnyOrder(
            FileName.of("/etc/a.conf"), FileName.of("/etc/b.conf"), FileName.of("/opt/c.conf"));
    assertThat(GuestGlob.expand(guest, "/e*/b.conf")).hasSize(1);
    assertThat(GuestGlob.expand(guest, "/x*")).isEmpty();
  }
}
