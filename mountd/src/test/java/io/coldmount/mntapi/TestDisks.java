package io.coldmount.mntapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Disks for tests, made by the tools of the host in one folder. */
record TestDisks(Path folder) {

  private static final String LINUX =
      """
      mkdir -p root/{etc,bin,sbin,home} home
      printf '%s\\n' 'PRETTY_NAME="Rocky Linux 9.3"' 'VERSION_ID="9.3"' ID=rocky > root/etc/os-release
      printf '%s\\n' 'LABEL=home /home ext4 defaults 0 0' > root/etc/fstab
      cp /bin/true root/sbin/init
      echo hello > home/hello
      truncate -s 20M linux.raw
      printf 'label: dos\\nstart=2048, size=16384\\nstart=18432, size=16384\\nstart=34816, size=4096, type=82\\n' | sfdisk -q linux.raw
      for name in root home; do mkfs.ext4 -q -F -L $name -d $name $name.img 8M; done
      dd if=root.img of=linux.raw bs=1M seek=1 conv=notrunc status=none
      dd if=home.img of=linux.raw bs=1M seek=9 conv=notrunc status=none
      dd if=/dev/zero bs=1M count=2 status=none > swap.img
      mkswap swap.img >/dev/null
      dd if=swap.img of=linux.raw bs=1M seek=17 conv=notrunc status=none
      rm -r root home ./*.img
      """;

  static void assumeMounts() {
    assumeTrue("root".equals(System.getProperty("user.name")), "mounting needs root");
    assumeTrue(Files.exists(Path.of("/dev/fuse")), "no FUSE");
    assumeTrue(Files.exists(Path.of("/sbin/mkfs.ext4")), "mkfs.ext4 is not installed");
    assumeTrue(Files.exists(Path.of("/usr/bin/qemu-img")), "qemu-img is not installed");
  }

  /** What a script of bash prints, run in the folder. */
  String bash(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", "-euc", script, "bash"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("output", "");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      int exit = process.waitFor();
      String said = Files.readString(output);
      assertThat(exit).as(said).isZero();
      return said;
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      Files.delete(output);
    }
  }

  /** An MBR disk with a root, a /home and swap space; its chain has two links. */
  String linux() throws IOException {
    bash(LINUX);
    bash(
        """
        qemu-img convert -q -O vmdk linux.raw linux.vmdk
        qemu-img create -q -f vmdk -b linux.vmdk -F vmdk linux-000001.vmdk
        """);
    return "linux-000001.vmdk";
  }

  /** A disk of zeros. */
  String empty() throws IOException {
    bash("truncate -s 4M empty.raw");
    return "empty.raw";
  }

  /** Bytes at a place of a new disk of zeros with one partition at 1 MiB. */
  String partition(String name, String label, int type, int place, String text) throws IOException {
    bash(
        """
        truncate -s 8M "$1"
        printf 'label: %s\\nstart=2048, size=8192, type=%s\\n' "$2" "$3" | sfdisk -q "$1"
        printf "$5" | dd of="$1" bs=1 seek=$((1048576 + $4)) conv=notrunc status=none
        """,
        name,
        label,
        label.equals("dos") ? Integer.toHexString(type) : "L",
        Integer.toString(place),
        text);
    return name;
  }

  /** A physical volume of LVM. */
  String lvm() throws IOException {
    return partition("lvm.raw", "gpt", 0, 0x218, "LVM2 001");
  }

  /** A file system that is recognised and does not open. */
  String damaged() throws IOException {
    return partition("damaged.raw", "gpt", 0, 3, "NTFS    ");
  }

  /** A partition that goes on behind the disk's end. */
  String cut() throws IOException {
    partition("cut.raw", "dos", 7, 3, "NTFS    ");
    bash("truncate -s 1088K cut.raw");
    return "cut.raw";
  }

  /** A VMDK whose first grain lies outside its file. */
  String withoutTable() throws IOException {
    partition("table.raw", "dos", 7, 3, "NTFS    ");
    bash(
        """
        qemu-img convert -q -O vmdk table.raw table.vmdk
        python3 - <<'E'
        import struct
        with open('table.vmdk', 'r+b') as f:
            header = f.read(512)
            for at in (48, 56):
                directory = struct.unpack_from('<Q', header, at)[0] * 512
                if directory:
                    f.seek(directory)
                    table = struct.unpack('<I', f.read(4))[0] * 512
                    f.seek(table)
                    f.write(struct.pack('<I', 0x7fffffff))
        E
        """);
    return "table.vmdk";
  }
}
