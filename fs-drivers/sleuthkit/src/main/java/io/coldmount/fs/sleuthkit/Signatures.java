package io.coldmount.fs.sleuthkit;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Recognises volumes by their magic numbers, so that libtsk is only asked about what it reads. At
 * most 16 KiB are read.
 */
final class Signatures {

  private static final int SECTOR = 512;
  private static final int HFS_HEADER = 1024;
  private static final int ISO_DESCRIPTOR = 32768;
  private static final int UFS_SUPERBLOCK = 1376;

  /** Where UFS keeps its superblock: SBLOCK_UFS1, SBLOCK_UFS2, SBLOCK_PIGGY. */
  private static final int[] UFS_PLACES = {8192, 65536, 262144};

  private static final int YAFFS_HEADER = 512;

  private final BlockSource volume;

  private Signatures(BlockSource volume) {
    this.volume = volume;
  }

  /** A file system that no driver of our own reads. */
  static Optional<Found> foreign(BlockSource volume) throws IOException {
    return new Signatures(volume).foreign();
  }

  /** A file system that other drivers read too. */
  static Optional<Found> common(BlockSource volume) throws IOException {
    return new Signatures(volume).common();
  }

  private Optional<Found> foreign() throws IOException {
    return apfs().or(this::hfsPlus).or(this::ufs).or(this::iso).or(this::yaffs);
  }

  /** The bytes at a place, or an empty view where the volume ends before it. */
  private ByteView at(long position, int length) {
    try {
      return volume.size() - position < length
          ? new ByteView(volume.name(), position, new byte[0])
          : volume.view(position, length);
    } catch (IOException e) {
      throw new UnreadableException(e);
    }
  }

  /** Carries a fault of the host through {@link Optional#or}. */
  static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final IOException unreadable;

    UnreadableException(IOException cause) {
      super(cause);
      unreadable = cause;
    }

    IOException unreadable() {
      return unreadable;
    }
  }

  private interface Test {
    Optional<Found> run() throws CorruptException;
  }

  /** A structure that ends too early is no match. */
  private static Optional<Found> attempt(Test test) {
    try {
      return test.run();
    } catch (CorruptException e) {
      return Optional.empty();
    }
  }

  /** The container superblock: Apple File System Reference, {@code nx_superblock_t}. */
  private Optional<Found> apfs() {
    ByteView block = at(0, 4096);
    return attempt(
        () ->
            block.matches(32, "NXSB")
                ? Optional.of(Found.of(Format.APFS, "apfs", "", uuid(block.bytes(72, 16))))
                : Optional.empty());
  }

  /** The volume header, or that of a wrapper around it: Apple's Technical Note TN1150. */
  private Optional<Found> hfsPlus() {
    ByteView header = at(HFS_HEADER, SECTOR);
    return attempt(
        () -> {
          if (header.matches(0, "H+") && header.u16be(2) == 4) {
            return Optional.of(Found.of(Format.HFS_PLUS, "hfsplus", "", ""));
          }
          if (header.matches(0, "HX") && header.u16be(2) == 5) {
            return Optional.of(Found.of(Format.HFS_PLUS, "hfsx", "", ""));
          }
          return header.matches(0, "BD") && header.matches(0x7C, "H+")
              ? Optional.of(Found.of(Format.HFS_PLUS, "hfsplus", "", ""))
              : Optional.empty();
        });
  }

  /** {@code struct fs} of FreeBSD's {@code ufs/ffs/fs.h}, in either byte order. */
  private Optional<Found> ufs() {
    for (int place : UFS_PLACES) {
      ByteView superblock = at(place, UFS_SUPERBLOCK);
      Optional<Found> found =
          attempt(
              () -> {
                long little = superblock.u32le(1372);
                boolean isLittle = little == 0x011954 || little == 0x19540119;
                long magic = isLittle ? little : superblock.u32be(1372);
                if (magic == 0x011954) {
                  return Optional.of(Found.of(Format.UFS, "ufs1", "", ufsId(superblock, isLittle)));
                }
                return magic == 0x19540119
                    ? Optional.of(
                        Found.of(
                            Format.UFS,
                            "ufs2",
                            text(superblock.bytes(680, 32)),
                            ufsId(superblock, isLittle)))
                    : Optional.empty();
              });
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static String ufsId(ByteView superblock, boolean little) throws CorruptException {
    long first = little ? superblock.u32le(144) : superblock.u32be(144);
    long second = little ? superblock.u32le(148) : superblock.u32be(148);
    return first == 0 && second == 0 ? "" : "%08x%08x".formatted(first, second);
  }

  /** The primary volume descriptor: ECMA-119, 8.4. */
  private Optional<Found> iso() {
    ByteView descriptor = at(ISO_DESCRIPTOR, 2048);
    return attempt(
        () -> {
          if (!descriptor.matches(1, "CD001") || descriptor.u8(0) != 1) {
            return Optional.empty();
          }
          String label = text(descriptor.bytes(40, 32));
          return Optional.of(Found.of(Format.ISO9660, "iso9660", label, isoTime(descriptor)));
        });
  }

  /** When the volume was made, as {@code blkid} prints it for a UUID. */
  private static String isoTime(ByteView descriptor) throws CorruptException {
    String modified = text(descriptor.bytes(830, 16));
    String digits = modified.matches("[0-9]{16}") ? modified : text(descriptor.bytes(813, 16));
    if (!digits.matches("[0-9]{16}") || digits.matches("0*")) {
      return "";
    }
    return digits.replaceFirst("(.{4})(..)(..)(..)(..)(..)(..)", "$1-$2-$3-$4-$5-$6-$7");
  }

  /**
   * An object header as the first thing on the flash, as {@code mkyaffs2image} writes it: a
   * directory, whose parent is the root, and the unused checksum ({@code yaffs_guts.h}).
   */
  private Optional<Found> yaffs() {
    ByteView header = at(0, YAFFS_HEADER);
    return attempt(
        () ->
            header.u32le(0) >= 1
                    && header.u32le(0) <= 5
                    && header.u32le(4) == 1
                    && header.u16le(8) == 0xFFFF
                ? Optional.of(Found.of(Format.YAFFS2, "yaffs2", "", ""))
                : Optional.empty());
  }

  private Optional<Found> common() {
    ByteView boot = at(0, SECTOR);
    Optional<Found> found =
        attempt(
            () -> {
              if (boot.matches(3, "NTFS    ")) {
                return Optional.of(Found.of(Format.NTFS, "ntfs", "", ""));
              }
              if (boot.matches(3, "EXFAT   ")) {
                return Optional.of(Found.of(Format.FAT, "exfat", "", ""));
              }
              int sector = boot.u16le(0x0B);
              int cluster = boot.u8(0x0D);
              return boot.u16le(0x1FE) == 0xAA55
                      && sector >= 512
                      && sector <= 4096
                      && Integer.bitCount(sector) == 1
                      && Integer.bitCount(cluster) == 1
                      && (boot.u8(0x10) == 1 || boot.u8(0x10) == 2)
                      && boot.u8(0x15) >= 0xF0
                  ? Optional.of(Found.of(Format.FAT, "fat", "", ""))
                  : Optional.empty();
            });
    return found.or(this::ext);
  }

  /** {@code s_magic} of the kernel's {@code ext4/super}. */
  private Optional<Found> ext() {
    ByteView superblock = at(1024, 1024);
    return attempt(
        () ->
            superblock.u16le(0x38) == 0xEF53
                ? Optional.of(
                    Found.of(
                        Format.EXT,
                        "ext",
                        text(superblock.bytes(0x78, 16)),
                        uuid(superblock.bytes(0x68, 16))))
                : Optional.empty());
  }

  /** Text that ends at a NUL, without the spaces behind it. */
  private static String text(byte[] bytes) {
    String all = new String(bytes, StandardCharsets.UTF_8);
    int end = all.indexOf('\0');
    return (end < 0 ? all : all.substring(0, end)).strip();
  }

  private static String uuid(byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-");
  }
}
