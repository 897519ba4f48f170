package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.util.zip.CRC32C;

/**
 * The checksums of one volume's structures. Where the volume has none, or the user said {@code
 * ignore_checksums}, everything matches. Definition: kernel documentation,
 * filesystems/ext4/checksums.
 */
final class Checksums {

  private final boolean ignored;
  private final boolean metadata;
  private final boolean groups16;
  private final byte[] uuid;
  private final byte[] prefix;

  private Checksums(boolean ignored, boolean metadata, boolean groups16, byte[] uuid, int seed) {
    this.ignored = ignored;
    this.metadata = metadata;
    this.groups16 = groups16;
    this.uuid = uuid;
    this.prefix = Crc32cSeed.prefix(seed);
  }

  static Checksums of(Superblock superblock, boolean ignored) {
    Features features = superblock.features();
    boolean metadata = features.metadataChecksums();
    return new Checksums(
        ignored,
        metadata && !ignored,
        features.roCompat(Features.RO_COMPAT_GDT_CSUM) && !metadata && !ignored,
        superblock.uuid(),
        seed(superblock));
  }

  private static int seed(Superblock superblock) {
    if (superblock.features().incompat(Features.INCOMPAT_CSUM_SEED)) {
      return (int) superblock.checksumSeed();
    }
    var crc = new CRC32C();
    crc.update(superblock.uuid());
    return value(crc);
  }

  /** The running value, without the inversion that {@link CRC32C} ends with. */
  static int value(CRC32C crc) {
    return ~(int) crc.getValue();
  }

  /** Whether a superblock of 1024 bytes is whole; true where it has no checksum. */
  static boolean matchesSuperblock(ByteView b) throws ImageException {
    int sFeatureRoCompat = b.i32le(0x64);
    if ((sFeatureRoCompat & Features.RO_COMPAT_METADATA_CSUM) == 0) {
      return true;
    }
    var crc = new CRC32C();
    crc.update(b.slice(0, 0x3FC).buffer());
    return value(crc) == b.i32le(0x3FC);
  }

  /** Whether the user wants no checksum looked at. */
  boolean ignored() {
    return ignored;
  }

  /** Whether the volume has checksums of all its structures that are looked at. */
  boolean verified() {
    return metadata;
  }

  /** A sum begun with the volume's seed. */
  CRC32C start() {
    var crc = new CRC32C();
    crc.update(prefix, 0, 4);
    return crc;
  }

  /** A sum begun with the seed of an inode. */
  CRC32C start(long inode, int generation) {
    CRC32C crc = start();
    add32(crc, (int) inode);
    add32(crc, generation);
    return crc;
  }

  static void add32(CRC32C crc, int word) {
    crc.update(word);
    crc.update(word >>> 8);
    crc.update(word >>> 16);
    crc.update(word >>> 24);
  }

  /** Whether {@code bytes[0, length)} of a block that belongs to an inode have this checksum. */
  boolean matchesBlock(long inode, int generation, byte[] bytes, int length, int expected) {
    if (!metadata) {
      return true;
    }
    CRC32C crc = start(inode, generation);
    crc.update(bytes, 0, length);
    return value(crc) == expected;
  }

  boolean matchesGroup(ByteView b, long group, int bgChecksum) throws ImageException {
    if (metadata) {
      CRC32C crc = start();
      add32(crc, (int) group);
      crc.update(b.slice(0, 0x1E).buffer());
      crc.update(0);
      crc.update(0);
      crc.update(b.from(0x20).buffer());
      return (value(crc) & 0xFFFF) == bgChecksum;
    }
    if (groups16) {
      int crc = Crc16.of(0xFFFF, uuid, 0, uuid.length);
      byte[] bytes = {
        (byte) group, (byte) (group >>> 8), (byte) (group >>> 16), (byte) (group >>> 24)
      };
      crc = Crc16.of(crc, bytes, 0, 4);
      crc = Crc16.of(crc, b.bytes(0, 0x1E), 0, 0x1E);
      crc = Crc16.of(crc, b.bytes(0x20, b.length() - 0x20), 0, b.length() - 0x20);
      return crc == bgChecksum;
    }
    return true;
  }

  /** Whether an inode's bytes carry the right checksum. */
  boolean matchesInode(byte[] raw, int offset, int size, long inode, int generation, boolean high) {
    if (!metadata) {
      return true;
    }
    CRC32C crc = start(inode, generation);
    crc.update(raw, offset, 0x7C);
    crc.update(0);
    crc.update(0);
    crc.update(raw, offset + 0x7E, 0x80 - 0x7E);
    if (size > 0x80) {
      crc.update(raw, offset + 0x80, 2);
      if (high) {
        crc.update(0);
        crc.update(0);
      } else {
        crc.update(raw, offset + 0x82, 2);
      }
      crc.update(raw, offset + 0x84, size - 0x84);
    }
    int found = word(raw, offset + 0x7C) | (high ? (word(raw, offset + 0x82) << 16) : 0);
    int mask = high ? -1 : 0xFFFF;
    return (value(crc) & mask) == found;
  }

  private static int word(byte[] raw, int offset) {
    return (raw[offset] & 0xFF) | ((raw[offset + 1] & 0xFF) << 8);
  }

  /** Whether a block of extended attributes carries the right checksum. */
  boolean matchesXattrBlock(byte[] bytes, long block, int hChecksum) {
    if (!metadata) {
      return true;
    }
    CRC32C crc = start();
    add32(crc, (int) block);
    add32(crc, (int) (block >>> 32));
    crc.update(bytes, 0, 0x10);
    add32(crc, 0);
    crc.update(bytes, 0x14, bytes.length - 0x14);
    return value(crc) == hChecksum;
  }
}
