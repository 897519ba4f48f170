package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each option of the NTFS and FAT drivers does in a mount what it says. */
final class WindowsGuestTest {

  @TempDir Path folder;

  @BeforeEach
  void root() {
    Host.assumeMounts();
    Host.assumeTools("mkntfs", "ntfs-3g", "mkfs.vfat", "mcopy", "setfattr", "getfattr");
  }

  private Path ntfs() throws IOException {
    Path raw = new Images(folder).fileSystem("ntfs.raw", 32, List.of("mkntfs", "-q", "-F", "-Q"));
    Path filled = Files.createDirectory(folder.resolve("filled"));
    Host.run("ntfs-3g", "-o", "streams_interface=windows", raw.toString(), filled.toString());
    try {
      Host.bash(
          filled,
          """
          echo text > File.txt; echo hidden > File.txt:Zone; mkdir Folder; : > Folder/link
          u() { printf %s "$1" | iconv -t UTF-16LE | od -An -v -tx1 | tr -d ' \\n'; }
          n=$(u '\\??\\C:\\File.txt'); l=$(printf %02x $((${#n} / 2)))00
          t=$(printf %02x $((${#n} + 12)))00
          setfattr -n system.ntfs_reparse_data -v 0x0c0000a0${t}00000000${l}${l}${l}00000000$n$n Folder/link
          """);
    } finally {
      Host.run("umount", filled.toString());
    }
    return Images.flat(raw);
  }

  private static List<String> names(Path directory) throws IOException {
    try (var all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aVolumeOfNtfsIsShownAsUsual() throws IOException {
    try (Coldmount mount = Coldmount.mount(ntfs())) {
      Path root = mount.mountpoint();
      assertThat(names(root)).containsExactly("File.txt", "Folder");
      assertThat(root.resolve("FILE.TXT")).hasContent("text");
      assertThat(root.resolve("Folder/link")).isSymbolicLink().hasContent("text");
      assertThat(Files.readSymbolicLink(root.resolve("Folder/link"))).hasToString("../File.txt");
      assertThat(Host.bash(root, "getfattr --only-values -n user.Zone File.txt"))
          .isEqualTo("hidden\n");
      assertThat(root.resolve("File.txt:Zone")).doesNotExist();
      assertThat(
              Host.bash(root, "getfattr --only-values -n system.ntfs_attrib_be File.txt | wc -c"))
          .isEqualToIgnoringWhitespace("4");
    }
  }

  @Test
  void theOptionsOfNtfsChangeWhatIsShown() throws IOException {
    Path disk = ntfs();
    try (Coldmount mount = Coldmount.mount(disk, "-o", "show_sys_files,case=sensitive")) {
      assertThat(names(mount.mountpoint())).contains("$MFT", "$Bitmap", "File.txt");
      assertThat(mount.mountpoint().resolve("FILE.TXT")).doesNotExist();
    }
    try (Coldmount mount = Coldmount.mount(disk, "-o", "symlinks=raw,streams=windows")) {
      Path root = mount.mountpoint();
      assertThat(Host.bash(root, "readlink Folder/link")).isEqualTo("\\??\\C:\\File.txt\n");
      assertThat(root.resolve("File.txt:Zone")).hasContent("hidden");
      assertThat(Host.bash(root, "getfattr File.txt")).doesNotContain("user.Zone");
      assertThat(names(root)).containsExactly("File.txt", "Folder");
    }
    try (Coldmount mount = Coldmount.mount(disk, "-o", "symlinks=hide,streams=none")) {
      Path root = mount.mountpoint();
      assertThat(names(root.resolve("Folder"))).isEmpty();
      assertThat(Files.exists(root.resolve("Folder/link"), LinkOption.NOFOLLOW_LINKS)).isFalse();
      assertThat(Host.bash(root, "getfattr File.txt")).doesNotContain("user.Zone");
    }
    Path unused = Files.createDirectory(folder.resolve("unused"));
    Host.Result refused = Coldmount.run("mount", disk, unused, "-o", "symlinks=maybe");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.errors())
        .contains("the option symlinks is guest, raw or hide, not \"maybe\"");
  }

  @Test
  void theOptionsOfFatChangeWhatIsShown() throws IOException {
    Path raw = new Images(folder).fileSystem("fat.raw", 64, List.of("mkfs.vfat", "-F", "32"));
    Host.bash(
        folder,
        """
        printf 'one and two' > one; touch -d '2024-07-01 12:00:00 UTC' one; printf 'two' > two
        export TZ=UTC MTOOLS_SKIP_CHECK=1
        mcopy -m -i fat.raw one ::SHORT.TXT; mcopy -i fat.raw two ::TWO.TXT
        perl -e '
          open(F, "+<", "fat.raw") or die; binmode F; read(F, $b, 512);
          ($bytes, $sectors, $reserved) = unpack("x11vCv", $b); ($fats) = unpack("x16C", $b);
          ($size, $root) = unpack("x36Vx4V", $b);
          $at = ($reserved + $fats * $size) * $bytes + ($root - 2) * $sectors * $bytes;
          for ($i = 0; $i < 16; $i++) {
            seek(F, $at + 32 * $i, 0); read(F, $e, 32);
            if (substr($e, 0, 5) eq "SHORT") { ($first) = unpack("x26v", $e); seek(F, $at + 32 * $i + 4, 0); print F "\\x81"; }
            if (substr($e, 0, 3) eq "TWO") { seek(F, $at + 32 * $i + 26, 0); print F pack("v", $first); }
          }'
        """);
    Path disk = Images.flat(raw);
    try (Coldmount mount = Coldmount.mount(disk)) {
      assertThat(names(mount.mountpoint())).containsExactly("SHORü.TXT", "TWO.TXT");
      assertThat(modified(mount, "SHORü.TXT")).isEqualTo("2024-07-01T12:00:00Z");
      assertThat(Coldmount.run("cat", disk, "TWO.TXT").errors())
          .contains("because another file leads to its cluster");
      assertThat(Coldmount.run("check", disk).output() + Coldmount.run("check", disk).errors())
          .contains("because another file leads to its cluster");
    }
    String options = "tz=Europe/Berlin,codepage=866,ignore_crosslinks";
    try (Coldmount mount = Coldmount.mount(disk, "-o", options)) {
      assertThat(names(mount.mountpoint())).containsExactly("SHORБ.TXT", "TWO.TXT");
      assertThat(modified(mount, "SHORБ.TXT")).isEqualTo("2024-07-01T10:00:00Z");
      assertThat(mount.mountpoint().resolve("TWO.TXT")).hasContent("one");
    }
  }

  private static String modified(Coldmount mount, String name) throws IOException {
    return Files.getLastModifiedTime(mount.mountpoint().resolve(name)).toInstant().toString();
  }
}
