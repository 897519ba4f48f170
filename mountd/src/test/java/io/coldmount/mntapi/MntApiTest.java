package io.coldmount.mntapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the calls do when they succeed, through real mounts. */
final class MntApiTest {

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();
  private TestDisks disks;
  private Connection connection;
  private MntApi api;

  @BeforeEach
  void init() throws IOException {
    TestDisks.assumeMounts();
    disks = new TestDisks(folder);
    connection = Connection.local(folder);
    api = MntApi.init(1, 0, new Recording(), Files.createDirectory(folder.resolve("tmp")));
  }

  @AfterEach
  void end() throws IOException {
    if (api != null) {
      api.close();
      try (var left = Files.list(folder.resolve("tmp"))) {
        assertThat(left).as("what the library leaves behind").isEmpty();
      }
    }
  }

  private final class Recording implements MntLog {
    @Override
    public void log(String sentence) {}

    @Override
    public void warn(String sentence) {
      warnings.add(sentence);
    }

    @Override
    public void panic(String sentence) {
      throw new AssertionError(sentence);
    }
  }

  @Test
  void aVolumeOfAChainIsMountedReadAndDismounted() throws IOException {
    DiskSetHandle set = api.openDisks(connection, List.of(disks.linux()), OpenFlags.READ_ONLY);
    try (VolumeHandles volumes = api.getVolumeHandles(set)) {
      assertThat(volumes.list()).extracting(VolumeHandle::name).containsExactly("p1", "p2");
      VolumeHandle home = volumes.named("p2");
      assertThat(api.getVolumeInfo(home))
          .isEqualTo(new VolumeInfo(VolumeType.BASIC_PARTITION, false, null, List.of("/home")));
      api.mountVolume(home, true);
      String place;
      try (VolumeInfo info = api.getVolumeInfo(home)) {
        assertThat(info.isMounted()).isTrue();
        place = info.symbolicLink();
      }
      assertThat(Path.of(place).resolve("hello")).hasContent("hello");
      api.dismountVolume(home, false);
      assertThat(Path.of(place)).doesNotExist();
      assertThat(api.getVolumeInfo(home).isMounted()).isFalse();
      api.mountVolume(home, true);
      api.dismountVolume(home, false);
    }
    api.closeDiskSet(set);
    api.exit();
  }

  @Test
  void theSystemIsTold() throws IOException {
    DiskSetHandle set = api.openDisks(connection, List.of(disks.linux()), 0);
    try (OsInfo info = api.getOsInfo(set)) {
      assertThat(info)
          .isEqualTo(
              new OsInfo(
                  VixOsFamily.LINUX,
                  9,
                  3,
                  true,
                  "Rocky Enterprise Software Foundation",
                  "Rocky Linux 9.3",
                  "/"));
    }
    DiskSetHandle empty = api.openDisks(connection, List.of(disks.empty()), 0);
    assertThat(api.getOsInfo(empty)).isEqualTo(OsInfo.NONE);
  }

  @Test
  void theFlatViewIsTheDiskAndItsVolumesByteForByte() throws IOException {
    DiskSetHandle set = api.openDisks(connection, List.of(disks.linux()), 0);
    String flat;
    try (DiskSetInfo info = api.getDiskSetInfo(set)) {
      assertThat(info.openFlags()).isEqualTo(OpenFlags.READ_ONLY);
      flat = info.mountPath();
      assertThat(api.getDiskSetInfo(set).mountPath()).isEqualTo(flat);
    }
    assertThat(
            disks.bash(
                """
                cd "$1"; ls
                cmp disk0 "$2/linux.raw"
                cmp disk0p2 <(dd if="$2/linux.raw" bs=1M skip=9 count=8 status=none)
                test "$(stat -c %s disk0)" = "$((20 * 1024 * 1024))"
                test "$(du -k disk0 | cut -f 1)" -lt 15000
                """,
                flat, folder.toString()))
        .isEqualTo("disk0\ndisk0p1\ndisk0p2\ndisk0p3\n");
    api.closeDiskSet(set);
    assertThat(Path.of(flat)).doesNotExist();
  }

  @Test
  void severalDisksAreOneSetAndHandlesMayBeClosedEarly() throws IOException {
    DiskSetHandle set;
    try (DiskHandle first = connection.open(disks.linux(), 0);
        DiskHandle second = connection.open(disks.lvm(), OpenFlags.READ_ONLY)) {
      set = api.openDiskSet(List.of(first, second), OpenFlags.READ_ONLY);
    }
    VolumeHandles volumes = api.getVolumeHandles(set);
    assertThat(volumes.list())
        .extracting(VolumeHandle::toString)
        .containsExactly("d0p1", "d0p2", "d1p1");
    assertThat(api.getVolumeInfo(volumes.named("d1p1")).type()).isEqualTo(VolumeType.LVM_VOLUME);
    assertThat(api.getOsInfo(set).family()).isEqualTo(VixOsFamily.LINUX);
  }

  @Test
  void typesOfVolumesAreVmwares() throws IOException {
    disks.partition("gpt.raw", "gpt", 0, 3, "NTFS    ");
    DiskSetHandle gpt = api.openDisks(connection, List.of("gpt.raw"), 0);
    VolumeHandle basic = api.getVolumeHandles(gpt).list().getFirst();
    assertThat(api.getVolumeInfo(basic).type()).isEqualTo(VolumeType.GPT_PARTITION);
    disks.bash("mkfs.ext4 -q -F whole.raw 4M");
    DiskSetHandle whole = api.openDisks(connection, List.of("whole.raw"), 0);
    VolumeHandle disk = api.getVolumeHandles(whole).named("disk");
    assertThat(api.getVolumeInfo(disk).type()).isEqualTo(VolumeType.UNKNOWN);
  }

  @Test
  void forceEndsAMountThatIsInUse() throws IOException {
    DiskSetHandle set = api.openDisks(connection, List.of(disks.linux()), 0);
    VolumeHandle home = api.getVolumeHandles(set).named("p2");
    api.mountVolume(home, true);
    Path place = Path.of(api.getVolumeInfo(home).symbolicLink());
    var open = Files.newInputStream(place.resolve("hello"));
    try {
      assertThat(open.read()).isEqualTo('h');
      api.dismountVolume(home, true);
    } finally {
      try {
        open.close();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("not connected"); // its mount has gone
      }
    }
    assertThat(place).doesNotExist();
  }

  @Test
  void closingTheLibraryEndsWhatIsOpen() throws IOException {
    DiskSetHandle set = api.openDisks(connection, List.of(disks.linux()), 0);
    api.mountVolume(api.getVolumeHandles(set).named("p2"), true);
    api.getDiskSetInfo(set);
    api.close();
    assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(folder.toString());
  }

  @Test
  void theConfigurationFileOfVmwareIsUnderstood() throws IOException {
    api.close();
    Path tmp = folder.resolve("tmp");
    Path file =
        Files.writeString(
            folder.resolve("vix.conf"),
            "# VDDK\ntmpDirectory = \"" + tmp + "\"\nvixDiskLib.nfc.LogLevel=4\n");
    api = MntApi.initFromFile(1, 0, new Recording(), file);
    assertThat(warnings)
        .containsExactly(file + ": the setting vixDiskLib.nfc.LogLevel has no use here.");
  }
}
