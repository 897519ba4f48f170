package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mount(8), lines of fstab(5), and units of systemd. */
final class FstabTest {

  private static final Path GENERATOR =
      Path.of("/usr/lib/systemd/system-generators/systemd-fstab-generator");

  @TempDir Path folder;

  private Path sample() throws IOException {
    Path disk = folder.resolve("guest.vmdk");
    return Files.copy(Host.project().resolve("it/samples/guest.vmdk"), disk);
  }

  /** In a name space of its own, whose /sbin has the helper and nothing else. */
  private Host.Result withHelper(String commands) throws IOException {
    String script =
        """
        folder=$1 project=$2
        mount -t tmpfs none /usr/sbin
        mountpoint -q /sbin || [ -L /sbin ] || mount --bind /usr/sbin /sbin
        ln -s "$project/src/dist/mount.coldmount" /usr/sbin/mount.coldmount
        mkdir -p "$folder/m"
        """
            + commands;
    return Host.withOwnMounts(script, folder.toString(), Host.project().toString());
  }

  @Test
  void mountCallsTheHelper() throws IOException {
    Host.assumeMounts();
    Host.assumeTools("unshare", "mount");
    sample();
    Host.Result result =
        withHelper(
            """
            mount -t coldmount "$folder/guest.vmdk" "$folder/m" -o noexec,volume=p1,layout=volumes
            cat "$folder/m/p1/etc/hostname"
            grep " $folder/m " /proc/self/mounts
            umount "$folder/m"
            ! grep -q " $folder/m " /proc/self/mounts
            """);
    assertThat(result.exit()).as(result.errors()).isZero();
    assertThat(result.output())
        .startsWith("guest\n")
        .contains("fuse.coldmount ro,nosuid,nodev,noexec");
  }

  @Test
  void aLineOfFstabMounts() throws IOException {
    Host.assumeMounts();
    Host.assumeTools("unshare", "mount");
    Host.assumeBackend("jnr");
    Path disk = sample();
    Files.writeString(
        folder.resolve("fstab"),
        disk
            + " "
            + folder
            + "/m coldmount noauto,nofail,user,_netdev,x-systemd.automount,"
            + "x-systemd.idle-timeout=10min,allow_other,backend=jnr,symlinks=raw,volume=p1 0 0\n");
    Host.Result result =
        withHelper(
            """
            mount -T "$folder/fstab" "$folder/m"
            cat "$folder/m/etc/hostname"
            grep " $folder/m " /proc/self/mounts
            umount "$folder/m"
            """);
    assertThat(result.exit()).as(result.errors()).isZero();
    assertThat(result.output()).startsWith("guest\n").contains("fuse.coldmount ro,nosuid,nodev");
  }

  @Test
  void aMistakeInFstabIsSaid() throws IOException {
    Host.assumeMounts();
    Host.assumeTools("unshare", "mount");
    sample();
    Host.Result result =
        withHelper("mount -t coldmount \"$folder/guest.vmdk\" \"$folder/m\" -o frob=1");
    assertThat(result.exit()).isNotZero();
    assertThat(result.errors()).contains("there is no option \"frob\"");
  }

  @Test
  void systemdUnderstandsTheLineOfFstab() throws IOException {
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isExecutable(GENERATOR), "no systemd");
    Files.writeString(
        folder.resolve("fstab"),
        "/disks/web01.vmdk /mnt/web01 coldmount noauto,nofail,_netdev,x-systemd.automount,volume=p1"
            + " 0 0\n");
    Path units = Files.createDirectory(folder.resolve("units"));
    Host.bash(
        folder, "SYSTEMD_FSTAB=$PWD/fstab \"$1\" \"$2\" \"$2\" \"$2\"", GENERATOR + "", units + "");
    assertThat(units.resolve("mnt-web01.mount"))
        .content()
        .contains("What=/disks/web01.vmdk", "Where=/mnt/web01", "Type=coldmount", "volume=p1");
    assertThat(units.resolve("mnt-web01.automount")).exists();
  }

  @Test
  void theExampleUnitsAreValid() throws IOException {
    Host.assumeTools("systemd-analyze");
    Path units = Host.project().resolve("src/dist/systemd");
    Host.Result result =
        Host.verifyUnits(units.resolve("mnt-web01.mount"), units.resolve("mnt-web01.automount"));
    assertThat(result.errors()).doesNotContain("mnt-web01");
    assertThat(result.exit()).as(result.errors()).isZero();
  }
}
