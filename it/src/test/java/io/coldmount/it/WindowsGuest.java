package io.coldmount.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Windows guest: an MBR disk with a system reserved partition and C:, and a GPT disk with D:. Its
 * hives are made by hivexregedit, its links are NTFS reparse points.
 */
final class WindowsGuest {

  /** The CurrentVersion of Windows 11, which calls itself Windows 10. */
  private static final String SOFTWARE =
      """
      Windows Registry Editor Version 5.00

      [\\Microsoft]

      [\\Microsoft\\Windows NT]

      [\\Microsoft\\Windows NT\\CurrentVersion]
      "ProductName"="Windows 10 Pro"
      "CurrentVersion"="6.3"
      "CurrentMajorVersionNumber"=dword:0000000a
      "CurrentMinorVersionNumber"=dword:00000000
      "CurrentBuildNumber"="22631"
      "UBR"=dword:00000c8a
      "EditionID"="Professional"
      "SystemRoot"="C:\\\\Windows"
      "BuildLabEx"="22621.1.amd64fre.ni_release.220506-1250"

      """;

  /** Letters of an MBR partition, of a GPT partition, of a disk that is not here, and oddities. */
  private static final String SYSTEM =
      """
      Windows Registry Editor Version 5.00

      [\\Select]
      "Current"=dword:00000002

      [\\ControlSet002]

      [\\ControlSet002\\Control]

      [\\ControlSet002\\Control\\ComputerName]

      [\\ControlSet002\\Control\\ComputerName\\ComputerName]
      "ComputerName"="DESKTOP-7"

      [\\ControlSet002\\Control\\Session Manager]

      [\\ControlSet002\\Control\\Session Manager\\Environment]
      "PROCESSOR_ARCHITECTURE"="AMD64"

      [\\MountedDevices]
      "\\\\DosDevices\\\\C:"=hex:44,33,22,11,00,00,10,01,00,00,00,00
      "\\\\DosDevices\\\\D:"=hex:44,4d,49,4f,3a,49,44,3a,33,22,11,00,55,44,77,66,88,99,aa,bb,cc,dd,ee,ff
      "\\\\DosDevices\\\\E:"=hex:99,99,99,99,00,00,10,00,00,00,00,00
      "\\\\DosDevices\\\\..\\\\etc"=hex:44,33,22,11,00,00,10,00,00,00,00,00
      "\\\\??\\\\Volume{0a0a0a0a-0000-0000-0000-100000000000}"=hex:44,4d,49,4f,3a,49,44,3a,33,22,11,00,55,44,77,66,88,99,aa,bb,cc,dd,ee,ff

      """;

  private static final String MAKE =
      """
      # A link: tag, then the length of its data, then names in UTF-16.
      link() { # path tag flags target
        python3 - "$@" <<'E'
      import os, struct, sys
      path, tag, flags, target = sys.argv[1], int(sys.argv[2], 16), sys.argv[3], sys.argv[4]
      name = target.encode('utf-16-le')
      data = struct.pack('<HHHH', 0, len(name), len(name), 0)
      if flags != '-': data += struct.pack('<I', int(flags))
      data += name
      os.setxattr(path, 'system.ntfs_reparse_data', struct.pack('<IHH', tag, len(data), 0) + data)
      E
      }
      truncate -s 48M c.raw
      printf 'label: dos\\nlabel-id: 0x11223344\\nstart=2048, size=32768, type=7\\nstart=34816, size=32768, type=7\\n' | sfdisk -q c.raw
      truncate -s 32M d.raw
      printf 'label: gpt\\nstart=2048, size=32768, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, uuid=00112233-4455-6677-8899-AABBCCDDEEFF\\n' | sfdisk -q d.raw
      for volume in reserved system data; do
        truncate -s 16M $volume.img
        mkntfs -q -F -f -L $volume $volume.img >/dev/null 2>&1
      done
      mkdir -p mnt
      ntfs-3g system.img mnt
      trap 'umount mnt 2>/dev/null || true' EXIT
      mkdir -p mnt/Windows/System32/config mnt/Users/alice
      echo hello > mnt/Users/alice/hello.txt
      cp SOFTWARE SYSTEM mnt/Windows/System32/config/
      mkdir mnt/junction mnt/volume mnt/nowhere
      touch mnt/file
      link mnt/junction A0000003 - '\\??\\D:\\files'
      link mnt/volume A0000003 - '\\??\\Volume{0A0A0A0A-0000-0000-0000-100000000000}\\'
      link mnt/nowhere A0000003 - '\\??\\E:\\x'
      link mnt/file A000000C 0 '\\??\\C:\\..\\..\\Users\\alice\\hello.txt'
      umount mnt
      ntfs-3g data.img mnt
      mkdir -p mnt/files; echo data > mnt/files/data.txt
      umount mnt
      dd if=reserved.img of=c.raw bs=1M seek=1 conv=notrunc status=none
      dd if=system.img of=c.raw bs=1M seek=17 conv=notrunc status=none
      dd if=data.img of=d.raw bs=1M seek=1 conv=notrunc status=none
      for disk in c d; do qemu-img convert -q -O vmdk $disk.raw $disk.vmdk; done
      rm -f ./*.img ./*.raw
      """;

  private WindowsGuest() {}

  /** Makes {@code c.vmdk} and {@code d.vmdk} in {@code folder}. */
  static void make(Path folder) throws IOException {
    Host.assumeTools("hivexregedit", "mkntfs", "ntfs-3g", "sfdisk", "qemu-img", "python3");
    hive(folder, "SOFTWARE", SOFTWARE);
    hive(folder, "SYSTEM", SYSTEM);
    Host.bash(folder, MAKE);
  }

  /** Fills a hive with one empty key, which is all that hivexregedit needs. */
  private static void hive(Path folder, String name, String content) throws IOException {
    Files.write(folder.resolve(name), EmptyHive.bytes());
    Files.writeString(folder.resolve(name + ".reg"), content);
    Host.bash(folder, "hivexregedit --merge \"$1\" \"$1.reg\"", name);
  }
}
