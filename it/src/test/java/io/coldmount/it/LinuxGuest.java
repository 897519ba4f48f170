package io.coldmount.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Linux guest on a GPT disk: its root, /boot, /home and others on partitions of their own. */
final class LinuxGuest {

  private static final String MAKE =
      """
      mkdir -p root/{etc,bin,sbin,usr/lib,boot,home,srv/data,run,lib/modules/6.1.0-18-amd64,lib/modules/6.1.0-9-amd64}
      mkdir -p boot home/alice data stray
      cp /bin/true root/sbin/init
      ln -s ../usr/lib/os-release root/etc/os-release
      ln -s /home/alice root/alice
      ln -s home/alice root/relative
      ln -s /srv/data home/alice/data
      printf '%s\\n' 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"' 'VERSION_ID="12"' ID=debian > root/usr/lib/os-release
      echo 12.5 > root/etc/debian_version; echo web01 > root/etc/hostname
      echo kernel > boot/vmlinuz; echo secret > home/alice/notes; echo d > data/d; echo s > stray/s
      cp fstab root/etc/fstab
      number=0
      truncate -s 70M disk.raw
      {
        echo 'label: gpt'
        for name in root boot home data stray; do
          number=$((number + 1))
          echo "start=$((2048 + 24576 * (number - 1))), size=24576, name=part-$name, uuid=11111111-2222-4333-8444-0000000000A$number"
        done
      } | sfdisk -q disk.raw
      for name in root boot home data stray; do
        mkfs.ext4 -q -F -O ^has_journal -U "11111111-2222-4333-8444-00000000000$((number + 1))" -L "$name" -d $name $name.img 12M
        dd if=$name.img of=disk.raw bs=1M seek=$((1 + 12 * number)) conv=notrunc status=none
        number=$((number + 1))
      done
      qemu-img convert -q -O vmdk disk.raw "$1"
      rm -rf root boot home data stray ./*.img disk.raw
      """;

  /** Each kind of name that fstab has for a volume; p5 is not in it. */
  static final String FSTAB =
      """
      UUID=11111111-2222-4333-8444-000000000001 / ext4 errors=remount-ro 0 1
      LABEL=boot /boot ext4 defaults 0 2
      PARTUUID=11111111-2222-4333-8444-0000000000a3 /home ext4 defaults 0 2
      /dev/sda4 /srv/data ext4 defaults 0 2
      tmpfs /tmp tmpfs defaults 0 0
      """;

  private LinuxGuest() {}

  /** Makes the guest in {@code folder}; the answer is its disk. */
  static Path make(Path folder, String fstab) throws IOException {
    Host.assumeTools("mkfs.ext4", "sfdisk", "qemu-img");
    Files.writeString(folder.resolve("fstab"), fstab);
    Host.bash(folder, MAKE, "linux.vmdk");
    return folder.resolve("linux.vmdk");
  }
}
