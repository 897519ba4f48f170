package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disks of it/samples: each link of the chain shows what the guest's kernel would. */
final class SamplesTest {

  private static final long ROOT_START = 2048 * 512L;
  private static final long ROOT_LENGTH = 24576 * 512L;
  private static final long DATA_START = 26624 * 512L;
  private static final long DATA_LENGTH = 12288 * 512L;

  @TempDir Path folder;

  @BeforeEach
  void root() {
    Host.assumeMounts();
    Host.assumeTools("qemu-img");
  }

  @ParameterizedTest
  @ValueSource(strings = {"guest.vmdk", "guest-000001.vmdk", "guest-000002.vmdk"})
  void eachLinkShowsWhatTheKernelShows(String name) throws IOException {
    Path samples = Host.project().resolve("it/samples");
    for (String file : new String[] {"guest.vmdk", "guest-000001.vmdk", "guest-000002.vmdk"}) {
      Files.copy(samples.resolve(file), folder.resolve(file));
    }
    Fingerprint before = Fingerprint.of(folder);
    try (Coldmount mount = Coldmount.mount(folder.resolve(name), "-o", "symlinks=raw")) {
      Path raw = new Images(folder).raw(folder.resolve(name), "guest.raw");
      compare(raw, ROOT_START, ROOT_LENGTH, mount.mountpoint().resolve("p1"));
      compare(raw, DATA_START, DATA_LENGTH, mount.mountpoint().resolve("p2"));
      Files.delete(raw);
    }
    Host.bash(folder, "rmdir coldmount* kernel*; rm -f part*");
    before.assertUnchanged();
  }

  /** The kernel replays the journal, which it needs a copy for that it may write to. */
  private void compare(Path raw, long start, long length, Path shown) throws IOException {
    Path part = folder.resolve("part" + start);
    Host.bash(
        folder,
        "dd if=\"$1\" of=\"$2\" bs=512 skip=$(($3 / 512)) count=$(($4 / 512)) status=none",
        raw.toString(),
        part.toString(),
        Long.toString(start),
        Long.toString(length));
    try (KernelMount kernel = KernelMount.readWrite(part, "ro")) {
      Manifest expected = Manifest.of(kernel.mountpoint());
      assertThat(expected.facts()).hasSizeGreaterThan(4);
      assertThat(Manifest.of(shown).ofOneVolume().differences(expected)).isEmpty();
    }
  }

  @Test
  void theSecondSnapshotNeedsItsJournal() throws IOException {
    Path disk = Host.project().resolve("it/samples/guest-000002.vmdk");
    assertThat(Coldmount.run("cat", disk, "p1:/home/ann/just-made/report"))
        .isEqualTo(new Host.Result(0, "a report of the year 2024\n", ""));
    assertThat(Coldmount.run("inspect", disk).output())
        .contains("The journal was replayed in memory: transaction 1 with 10 blocks");
  }

  @Test
  void theScriptMakesTheSamples() throws IOException {
    Host.assumeTools("mkfs.ext4", "debugfs", "sgdisk", "qemu-io", "perl");
    Host.run(Host.project().resolve("it/samples/make-samples.sh").toString(), folder.toString());
    for (String file : new String[] {"guest.vmdk", "guest-000001.vmdk", "guest-000002.vmdk"}) {
      assertThat(Coldmount.run("check", folder.resolve(file)).exit()).isZero();
    }
  }
}
