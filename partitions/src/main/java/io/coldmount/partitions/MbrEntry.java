package io.coldmount.partitions;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * A partition record of an MBR or EBR. Layout: UEFI specification 2.10, table 5.2, "Legacy MBR
 * Partition Record". The CHS fields are not read: no guest of the last decades goes by them.
 *
 * @param startingLba in an EBR relative to that EBR, or for a link to the extended partition
 */
record MbrEntry(int bootIndicator, int type, long startingLba, long sizeInLba) {

  static final int SIZE = 16;

  private static final int ACTIVE = 0x80;
  private static final int PROTECTIVE = 0xEE;

  static MbrEntry parse(ByteView b) throws CorruptException {
    int bootIndicator = b.u8(0);
    int osType = b.u8(4);
    long startingLba = b.u32le(8);
    long sizeInLba = b.u32le(12);
    return new MbrEntry(bootIndicator, osType, startingLba, sizeInLba);
  }

  /** As Linux has it (block/partitions/msdos.c): the size decides, not the type. */
  boolean isUsed() {
    return sizeInLba != 0;
  }

  /** DOS, Windows (LBA) and Linux extended partitions: containers of a chain of EBRs. */
  boolean isExtended() {
    return type == 0x05 || type == 0x0F || type == 0x85;
  }

  boolean isProtective() {
    return type == PROTECTIVE;
  }

  boolean hasLegalIndicator() {
    return bootIndicator == 0 || bootIndicator == ACTIVE;
  }

  boolean isActive() {
    return bootIndicator == ACTIVE;
  }

  String typeText() {
    return MbrType.text(type);
  }
}
