package io.coldmount.partitions;

import static java.util.Map.entry;

import java.util.HexFormat;
import java.util.Map;

/**
 * What the types of an MBR are called. Sources: Andries Brouwer, "List of partition identifiers for
 * PCs"; the list of {@code sfdisk --list-types}.
 */
final class MbrType {

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          entry(0x00, "Empty"),
          entry(0x01, "FAT12"),
          entry(0x04, "FAT16 (under 32 MiB)"),
          entry(0x05, "Extended"),
          entry(0x06, "FAT16"),
          entry(0x07, "NTFS or exFAT"),
          entry(0x0b, "FAT32"),
          entry(0x0c, "FAT32 (LBA)"),
          entry(0x0e, "FAT16 (LBA)"),
          entry(0x0f, "Extended (LBA)"),
          entry(0x11, "Hidden FAT12"),
          entry(0x12, "OEM diagnostics"),
          entry(0x14, "Hidden FAT16 (under 32 MiB)"),
          entry(0x16, "Hidden FAT16"),
          entry(0x17, "Hidden NTFS or exFAT"),
          entry(0x1b, "Hidden FAT32"),
          entry(0x1c, "Hidden FAT32 (LBA)"),
          entry(0x1e, "Hidden FAT16 (LBA)"),
          entry(0x27, "Windows recovery environment"),
          entry(0x39, "Plan 9"),
          entry(0x42, "Windows dynamic disk (LDM)"),
          entry(0x4d, "QNX 4 (first)"),
          entry(0x4e, "QNX 4 (second)"),
          entry(0x4f, "QNX 4 (third)"),
          entry(0x63, "GNU Hurd or System V"),
          entry(0x65, "NetWare"),
          entry(0x80, "Minix (old)"),
          entry(0x81, "Minix"),
          entry(0x82, "Linux swap or Solaris"),
          entry(0x83, "Linux"),
          entry(0x84, "OS/2 hidden or Intel hibernation"),
          entry(0x85, "Linux extended"),
          entry(0x86, "NTFS volume set"),
          entry(0x87, "NTFS volume set"),
          entry(0x88, "Linux plain text"),
          entry(0x8e, "Linux LVM"),
          entry(0x9f, "BSD/OS"),
          entry(0xa0, "Laptop hibernation"),
          entry(0xa5, "FreeBSD (disklabel)"),
          entry(0xa6, "OpenBSD (disklabel)"),
          entry(0xa7, "NeXTSTEP"),
          entry(0xa8, "Darwin UFS"),
          entry(0xa9, "NetBSD (disklabel)"),
          entry(0xab, "Darwin boot"),
          entry(0xaf, "HFS or HFS+"),
          entry(0xb7, "BSDI"),
          entry(0xb8, "BSDI swap"),
          entry(0xbe, "Solaris boot"),
          entry(0xbf, "Solaris"),
          entry(0xda, "Data without a file system"),
          entry(0xde, "Dell utility"),
          entry(0xea, "Linux extended boot (XBOOTLDR)"),
          entry(0xeb, "BeOS"),
          entry(0xee, "GPT protective"),
          entry(0xef, "EFI system"),
          entry(0xf2, "DOS secondary"),
          entry(0xfb, "VMware VMFS"),
          entry(0xfc, "VMware swap"),
          entry(0xfd, "Linux RAID"),
          entry(0xfe, "LANstep"),
          entry(0xff, "Xenix bad block table"));

  private MbrType() {}

  /** The name, or empty if the type is unknown. */
  static String name(int type) {
    return NAMES.getOrDefault(type, "");
  }

  /** The type as {@code 0x83}. */
  static String text(int type) {
    return "0x" + HexFormat.of().toHexDigits((byte) type);
  }
}
