package io.coldmount.mountd.guest;

import io.coldmount.block.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Names what a volume holds when no driver reads it, by the signatures that {@code file(1)} and
 * {@code blkid(8)} document.
 */
final class ForeignContent {

  private record Signature(int offset, ByteBuffer magic, Content content) {
    boolean matches(byte[] start) {
      return offset + magic.capacity() <= start.length
          && ByteBuffer.wrap(start, offset, magic.capacity()).equals(magic);
    }
  }

  /** Btrfs and ReiserFS have their superblocks at 64 KiB; nothing known here begins later. */
  private static final int START = 68 * 1024;

  private static final List<Signature> SIGNATURES =
      List.of(
          text(0, "LUKS", "crypto_LUKS", "a LUKS encrypted volume"),
          text(3, "-FVE-FS-", "BitLocker", "a BitLocker encrypted volume"),
          text(0x218, "LVM2 001", "LVM2_member", "an LVM2 physical volume"),
          text(0x18, "LVM2 001", "LVM2_member", "an LVM2 physical volume"),
          text(4096 - 10, "SWAPSPACE2", "swap", "Linux swap space"),
          text(8192 - 10, "SWAPSPACE2", "swap", "Linux swap space"),
          text(16384 - 10, "SWAPSPACE2", "swap", "Linux swap space"),
          text(65536 - 10, "SWAPSPACE2", "swap", "Linux swap space"),
          text(4096 - 10, "S1SUSPEND", "swsuspend", "Linux swap space with a hibernated system"),
          hex(0, "fc4e2ba9", "linux_raid_member", "a member of a Linux RAID"),
          hex(4096, "fc4e2ba9", "linux_raid_member", "a member of a Linux RAID"),
          text(0, "XFSB", "xfs", "an XFS file system"),
          text(0x10040, "_BHRfS_M", "btrfs", "a Btrfs file system"),
          text(3, "ReFS\0\0\0\0", "ReFS", "a ReFS file system"),
          damaged(3, "NTFS    ", "ntfs", "an NTFS file system"),
          damaged(3, "EXFAT   ", "exfat", "an exFAT file system"),
          damaged(0x52, "FAT32   ", "vfat", "a FAT file system"),
          text(0x36, "FAT1", "vfat", "a FAT file system"),
          text(32769, "CD001", "iso9660", "an ISO 9660 file system"),
          text(0, "hsqs", "squashfs", "a SquashFS file system"),
          text(32, "NXSB", "apfs", "an APFS container"),
          text(1024, "H+", "hfsplus", "an HFS+ file system"),
          text(1024, "HX", "hfsplus", "an HFS+ file system"),
          text(0x10034, "ReIsEr", "reiserfs", "a ReiserFS file system"),
          text(32768, "JFS1", "jfs", "a JFS file system"),
          hex(1024, "1020f5f2", "f2fs", "an F2FS file system"),
          damaged(1024 + 0x38, "S\u00ef", "ext4", "an ext2, ext3 or ext4 file system"));

  private ForeignContent() {}

  private static Signature text(int offset, String magic, String format, String description) {
    byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
    return new Signature(
        offset,
        ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
        new Content.Foreign(format, description));
  }

  private static Signature damaged(int offset, String magic, String format, String description) {
    Content content = new Content.Damaged(format, description);
    return new Signature(offset, text(offset, magic, format, description).magic, content);
  }

  private static Signature hex(int offset, String magic, String format, String description) {
    byte[] bytes = HexFormat.of().parseHex(magic);
    return new Signature(
        offset,
        ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
        new Content.Foreign(format, description));
  }

  /** What {@code volume}, which no driver claims, holds. */
  static Content of(BlockSource volume) throws IOException {
    byte[] start = volume.bytes(0, (int) Math.min(START, volume.size()));
    for (Signature signature : SIGNATURES) {
      if (signature.matches(start)) {
        return signature.content;
      }
    }
    return isZero(start) ? new Content.Empty() : new Content.Unknown();
  }

  private static boolean isZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
