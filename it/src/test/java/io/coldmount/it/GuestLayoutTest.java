package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests as their own system sees them. */
final class GuestLayoutTest {

  @TempDir Path folder;

  @BeforeEach
  void mounts() {
    Host.assumeMounts();
  }

  @Test
  void aLinuxGuestHasItsVolumesWhereItsFstabPutsThem() throws IOException {
    Path disk = LinuxGuest.make(folder, LinuxGuest.FSTAB);
    try (Coldmount mount = Coldmount.mount(disk, "--layout", "guest")) {
      Path m = mount.mountpoint();
      assertThat(m.resolve("etc/hostname")).hasContent("web01");
      assertThat(m.resolve("boot/vmlinuz")).hasContent("kernel");
      assertThat(m.resolve("home/alice/notes")).hasContent("secret");
      assertThat(m.resolve("srv/data/d")).hasContent("d");
      assertThat(m.resolve("p5/s")).hasContent("s");
      assertThat(Files.readSymbolicLink(m.resolve("alice"))).isEqualTo(Path.of("home/alice"));
      assertThat(Files.readSymbolicLink(m.resolve("home/alice/data")))
          .isEqualTo(Path.of("../../srv/data"));
      assertThat(m.resolve("alice/data/d")).hasContent("d");
      assertThat(m.resolve("relative/notes")).hasContent("secret");
      assertThat(Host.bash(m, "cd home/alice && pwd -P && cd ../.. && ls -d etc boot p5"))
          .isEqualTo(m + "/home/alice\nboot\netc\np5\n");
      assertThat(Host.bash(m, "find . -printf '%i\\n' | sort | uniq -d; ls -U | tail -n 1"))
          .isEqualTo("p5\n");
    }
  }

  @Test
  void linksAreAsStoredWhereTheUserSaysSo() throws IOException {
    Path disk = LinuxGuest.make(folder, LinuxGuest.FSTAB);
    try (Coldmount mount = Coldmount.mount(disk, "--layout", "guest", "-o", "symlinks=raw")) {
      assertThat(Files.readSymbolicLink(mount.mountpoint().resolve("alice")))
          .isEqualTo(Path.of("/home/alice"));
    }
  }

  @Test
  void inspectTellsTheSystemAndItsPlaces() throws IOException {
    Path disk = LinuxGuest.make(folder, LinuxGuest.FSTAB);
    assertThat(Coldmount.run("inspect", disk).output())
        .endsWith(
            """

            p1: Debian GNU/Linux 12 (bookworm)  version 12.5  MACHINE  host web01
              kernels: 6.1.0-9-amd64, 6.1.0-18-amd64
              /  p1
              /boot  p2  LABEL=boot
              /home  p3  PARTUUID=11111111-2222-4333-8444-0000000000a3
              /srv/data  p4  /dev/sda4
            """
                .replace("MACHINE", Host.run("uname", "-m").strip()));
    assertThat(json(disk, ".systems[0] | .family, .id, .version, .majorVersion, .bits, .osFolder"))
        .isEqualTo("linux\ndebian\n12.5\n12\n64\n/\n");
  }

  @Test
  void aHostileFstabMountsNothingOutsideAndEachOddityIsTold() throws IOException {
    String fstab =
        """
        LABEL=boot /../../../etc ext4 defaults 0 0
        LABEL=boot relative/path ext4 defaults 0 0
        LABEL=home /alice/../../../../home ext4 defaults 0 0
        LABEL=home /none ext4 defaults 0 0
        LABEL=home /etc/hostname ext4 defaults 0 0
        LABEL=boot /boot ext4 defaults 0 0
        LABEL=boot /srv ext4 defaults 0 0
        LABEL=data /boot ext4 defaults 0 0
        LABEL=data / ext4 defaults 0 0
        /dev/mapper/vg-lv /lv ext4 defaults 0 0
        UUID=no
        /srv /mnt none bind 0 0
        """;
    Path disk = LinuxGuest.make(folder, fstab);
    assertThat(json(disk, ".systems[0].findings[]").lines())
        .containsExactlyInAnyOrder(
            "fstab line 11 has fewer than three fields.",
            "fstab line 1: the mountpoint \"/../../../etc\" is no absolute path without \"..\".",
            "fstab line 2: the mountpoint \"relative/path\" is no absolute path without \"..\".",
            "fstab line 3: the mountpoint \"/alice/../../../../home\" is no absolute path without"
                + " \"..\".",
            "fstab line 4: there is no folder \"/none\".",
            "fstab line 5: \"/etc/hostname\" is no folder.",
            "fstab line 7: p2 stands at \"/boot\" already.",
            "fstab line 8: another volume stands at \"/boot\" already.",
            "fstab line 9: the root is p4, not p1.",
            "fstab line 10: \"/dev/mapper/vg-lv\", which stands at \"/lv\", is none of these"
                + " volumes.",
            "fstab line 12: \"/mnt\" is a bind mount, which is not shown.");
    try (Coldmount mount = Coldmount.mount(disk, "--layout", "guest")) {
      assertThat(Host.bash(mount.mountpoint(), "ls -d p* boot; cat p3/alice/notes p4/d"))
          .isEqualTo("boot\np3\np4\np5\nsecret\nd\n");
    }
  }

  @Test
  void aWindowsGuestHasItsDrives() throws IOException {
    WindowsGuest.make(folder);
    Path mountpoint = Files.createDirectory(folder.resolve("m"));
    Path c = folder.resolve("c.vmdk");
    Path d = folder.resolve("d.vmdk");
    Host.Result mounted = Coldmount.run("mount", c, d, mountpoint, "--layout", "guest");
    assertThat(mounted.exit()).as(mounted.errors()).isZero();
    try (Coldmount mount = new Coldmount(mountpoint)) {
      assertThat(Host.bash(mountpoint, "ls")).isEqualTo("C\nD\nd0p1\n");
      assertThat(mountpoint.resolve("C/Users/alice/hello.txt")).hasContent("hello");
      assertThat(mountpoint.resolve("C/junction/data.txt")).hasContent("data");
      assertThat(mountpoint.resolve("C/volume/files/data.txt")).hasContent("data");
      assertThat(mountpoint.resolve("C/file")).hasContent("hello");
      assertThat(Files.readSymbolicLink(mountpoint.resolve("C/nowhere")))
          .isEqualTo(Path.of("\\??\\E:\\x"));
      assertThat(mount.mountpoint()).isEqualTo(mountpoint);
    }
    assertThat(Coldmount.run("inspect", c, d).output())
        .endsWith(
            """

            d0p2: Windows 11 Pro  version 10.0.22631.3210  edition Professional  x86_64  host DESKTOP-7
              C:  d0p2
              D:  d1p1
              finding: MountedDevices: "..\\etc" is no drive letter.
            """);
    assertThat(
            json(List.of(c, d), ".systems[0] | .family, .build, .majorVersion, .bits, .osFolder"))
        .isEqualTo("windows\n22631\n10\n64\nC:\\Windows\n");
  }

  @Test
  void aDiskWithoutASystemHasNoGuestLayout() throws IOException {
    Path raw = new Images(folder).ext4("data.raw", 8);
    Path mountpoint = Files.createDirectory(folder.resolve("m"));
    Host.Result result = Coldmount.run("mount", raw, mountpoint, "--layout", "guest");
    assertThat(result.exit()).isEqualTo(14);
    assertThat(result.errors()).contains("there is no operating system that Coldmount knows");
  }

  private String json(Path disk, String filter) throws IOException {
    return json(List.of(disk), filter);
  }

  private String json(List<Path> disks, String filter) throws IOException {
    Host.assumeTools("jq");
    List<Object> arguments = new ArrayList<>(List.of("inspect", "--json"));
    arguments.addAll(disks);
    Files.writeString(
        folder.resolve("inspect.json"), Coldmount.run(arguments.toArray()).output(), Host.BYTES);
    return Host.bash(folder, "jq -r \"$1\" inspect.json", filter);
  }
}
