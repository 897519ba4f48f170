package io.coldmount.partitions;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * An entry of a GUID partition table. Layout: UEFI specification 2.10, table 5.6.
 *
 * @param startingLba and {@code endingLba} as stored: unsigned, the latter inclusive
 */
record GptEntry(
    String typeGuid,
    String uniqueGuid,
    long startingLba,
    long endingLba,
    boolean legacyBootable,
    String name) {

  static final int SIZE = 128;

  private static final int NAME_UNITS = 36;
  private static final int LEGACY_BIOS_BOOTABLE = 1 << 2;

  static GptEntry parse(ByteView b) throws CorruptException {
    String partitionTypeGuid = Guid.text(b, 0);
    String uniquePartitionGuid = Guid.text(b, 16);
    long startingLba = b.u64le(32);
    long endingLba = b.u64le(40);
    long attributes = b.u64le(48);
    return new GptEntry(
        partitionTypeGuid,
        uniquePartitionGuid,
        startingLba,
        endingLba,
        (attributes & LEGACY_BIOS_BOOTABLE) != 0,
        name(b));
  }

  boolean isUsed() {
    return !typeGuid.equals(Guid.ZERO);
  }

  /** UTF-16 up to a NUL. Some tools leave an unset name as FF bytes: that ends it, too. */
  private static String name(ByteView b) throws CorruptException {
    var name = new StringBuilder();
    for (int i = 0; i < NAME_UNITS; i++) {
      int unit = b.u16le(56 + (2 * i));
      if (unit == 0 || unit == 0xFFFF) {
        break;
      }
      name.append((char) unit);
    }
    return name.toString();
  }
}
