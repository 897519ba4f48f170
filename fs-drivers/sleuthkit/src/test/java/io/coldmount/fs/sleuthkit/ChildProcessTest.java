package io.coldmount.fs.sleuthkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import io.coldmount.fs.sleuthkit.child.ChildMain;
import io.coldmount.fs.sleuthkit.process.Library;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a volume when its process dies, hangs, or was never there. */
final class ChildProcessTest {

  private KnownDisk disk;

  @BeforeEach
  void theLibraryIsHere() throws IOException {
    assumeTrue(Library.find().usable());
    disk = KnownDisk.load();
  }

  private SleuthkitFileSystem open() throws IOException {
    var options = Tree.options(Map.of("tsk_timeout", "10"));
    return (SleuthkitFileSystem) new SleuthkitDriver().open(disk, options);
  }

  /** Always goes to the process: inodes that were not asked for are not cached. */
  private static String listing(SleuthkitFileSystem fileSystem) throws IOException {
    OpenVolume volume = fileSystem.volumes().getFirst();
    return volume.list(volume.info().rootInode(), 0, 10).entries().toString();
  }

  private static void signal(SleuthkitFileSystem fileSystem, String name) throws Exception {
    long pid = fileSystem.connection().pid();
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    Tools.run("kill", "-" + name, Long.toString(pid));
    if (!name.equals("STOP")) {
      process.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aFileIsReadWithItsAttributes() throws IOException {
    try (FileSystem fileSystem = open()) {
      Node file = Objects.requireNonNull(fileSystem.root().lookup(FileName.of("known")));
      assertThat(Tree.bytes(file)).hasSize(3500).containsOnly('k');
      assertThat(file.attributes().userId()).isEqualTo(70001);
      assertThat(file.attributes().modified()).hasToString("2001-09-09T01:46:41.500Z");
      assertThat(file.extent(2048, 1000).stored()).hasFieldOrPropertyWithValue("offset", 20480L);
      Node link = Objects.requireNonNull(fileSystem.root().lookup(FileName.of("link")));
      assertThat(link.readLink()).hasToString("known");
    }
  }

  @Test
  void aProcessThatIsKilledCostsOneRequest() throws Exception {
    try (SleuthkitFileSystem fileSystem = open()) {
      String before = listing(fileSystem);
      signal(fileSystem, "KILL");
      assertThatThrownBy(() -> listing(fileSystem))
          .isInstanceOf(IOException.class)
          .hasMessage("known: libtsk's process died (signal 9)");
      assertThat(listing(fileSystem)).isEqualTo(before);
    }
  }

  @Test
  void aCrashCostsOneRequest() throws Exception {
    try (SleuthkitFileSystem fileSystem = open()) {
      String before = listing(fileSystem);
      signal(fileSystem, "SEGV");
      assertThatThrownBy(() -> listing(fileSystem)).hasMessageContaining("libtsk's process died");
      assertThat(listing(fileSystem)).isEqualTo(before);
    }
  }

  @Test
  void aHangIsEndedAfterItsTime() throws Exception {
    try (SleuthkitFileSystem fileSystem = open()) {
      String before = listing(fileSystem);
      signal(fileSystem, "STOP");
      long began = System.nanoTime();
      assertThatThrownBy(() -> listing(fileSystem))
          .hasMessage("known: libtsk did not answer in time");
      assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(60));
      assertThat(listing(fileSystem)).isEqualTo(before);
    }
  }

  @Test
  void aVolumeThatKillsItAgainAndAgainIsLeftAlone() throws Exception {
    try (SleuthkitFileSystem fileSystem = open()) {
      for (int i = 0; i < 5; i++) {
        signal(fileSystem, "KILL");
        assertThatThrownBy(() -> listing(fileSystem)).hasMessageContaining("died");
        listing(fileSystem);
      }
      signal(fileSystem, "KILL");
      assertThatThrownBy(() -> listing(fileSystem)).hasMessageContaining("died");
      assertThatThrownBy(() -> listing(fileSystem))
          .hasMessage(
              "known: libtsk's process has died 6 times within a minute on this volume; it is left"
                  + " alone for a while");
    }
  }

  @Test
  void itEndsWithTheVolume() throws Exception {
    SleuthkitFileSystem fileSystem = open();
    ProcessHandle process = ProcessHandle.of(fileSystem.connection().pid()).orElseThrow();
    fileSystem.close();
    process.onExit().get(10, TimeUnit.SECONDS);
    assertThatThrownBy(() -> listing(fileSystem)).hasMessageContaining("is closed");
  }

  @Test
  void whatTheDiskSaysIsWhatTheUserIsTold() throws IOException {
    IOException broken = new IOException("the disk is broken");
    disk.fault = null;
    try (SleuthkitFileSystem fileSystem = open()) {
      fileSystem.root();
    }
    disk.fault = broken;
    assertThatThrownBy(
            () ->
                SleuthkitFileSystem.open(
                    disk, Found.of(Format.EXT, "ext", "", ""), Tree.options(Map.of()), 10))
        .isSameAs(broken);
  }

  @Test
  void itHoldsNothingThatItDoesNotNeed() throws IOException {
    try (SleuthkitFileSystem fileSystem = open()) {
      Path process = Path.of("/proc", Long.toString(fileSystem.connection().pid()));
      String status = Files.readString(process.resolve("status"), StandardCharsets.UTF_8);
      assertThat(status).containsPattern("NoNewPrivs:\\s+1");
      if (System.getProperty("os.arch").equals("amd64")) {
        assertThat(status).containsPattern("Seccomp:\\s+2");
      }
      if (status.contains("Uid:\t65534") || isRoot()) {
        assertThat(status).containsPattern("Uid:\\s+65534\\s+65534\\s+65534\\s+65534");
        assertThat(status).containsPattern("Groups:\\s*\n");
        assertThat(status).containsPattern("CapEff:\\s+0000000000000000");
      }
      String limits = Files.readString(process.resolve("limits"), StandardCharsets.UTF_8);
      assertThat(limits).containsPattern("Max open files\\s+0\\s+0");
      assertThat(limits).containsPattern("Max processes\\s+0\\s+0");
      assertThat(limits).containsPattern("Max core file size\\s+0\\s+0");
      assertThat(limits).containsPattern("Max file size\\s+0\\s+0");
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Test
  void withoutTheLibraryOneSentenceSaysWhatToInstall() {
    System.setProperty(ChildMain.LIBRARY_PROPERTY, "/nonexistent/libtsk.so.19");
    try {
      assertThat(Library.find())
          .isEqualTo(
              new Library(
                  false,
                  "/nonexistent/libtsk.so.19 is not on this host: install it (Debian: apt-get"
                      + " install libtsk19)"));
      assertThatThrownBy(this::open)
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("apt-get install libtsk19");
    } finally {
      System.clearProperty(ChildMain.LIBRARY_PROPERTY);
    }
  }

  @Test
  void aLibraryThatIsNoLibtskIsRefused() {
    System.setProperty(ChildMain.LIBRARY_PROPERTY, "libc.so.6");
    try {
      assertThat(Library.find().usable()).isFalse();
    } finally {
      System.clearProperty(ChildMain.LIBRARY_PROPERTY);
    }
  }
}
