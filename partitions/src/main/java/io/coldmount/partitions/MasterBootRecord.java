package io.coldmount.partitions;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.util.ArrayList;
import java.util.List;

/**
 * An MBR, or the EBR of a logical partition, which has the same shape. Layout: UEFI specification
 * 2.10, table 5.1, "Legacy MBR"; always 512 bytes, also where sectors are larger.
 *
 * @param diskSignature the identity of the disk; 0 if it has none
 * @param entries the four records, used or not
 */
record MasterBootRecord(long diskSignature, List<MbrEntry> entries) {

  static final int SIZE = 512;

  private static final int SIGNATURE = 0xAA55;
  private static final int SLOTS = 4;

  MasterBootRecord {
    entries = List.copyOf(entries);
  }

  static boolean isSigned(ByteView b) throws CorruptException {
    return b.u16le(510) == SIGNATURE;
  }

  static MasterBootRecord parse(ByteView b) throws CorruptException {
    int signature = b.u16le(510);
    b.require(signature == SIGNATURE, "the boot record's signature", 510, signature);
    long uniqueMbrDiskSignature = b.u32le(440);
    var entries = new ArrayList<MbrEntry>(SLOTS);
    for (int i = 0; i < SLOTS; i++) {
      entries.add(MbrEntry.parse(b.slice(446 + (i * MbrEntry.SIZE), MbrEntry.SIZE)));
    }
    return new MasterBootRecord(uniqueMbrDiskSignature, entries);
  }

  boolean isEmpty() {
    return entries.stream().noneMatch(MbrEntry::isUsed);
  }

  boolean isProtective() {
    return entries.stream().anyMatch(MbrEntry::isProtective);
  }

  /**
   * Whether nothing speaks against this being a table: legal indicators, and every record in use
   * begins behind this sector and ends on the disk.
   */
  boolean isFlawless(long diskSectors) {
    for (MbrEntry entry : entries) {
      if (!entry.hasLegalIndicator() || (entry.isUsed() && !fits(entry, diskSectors))) {
        return false;
      }
    }
    return !isEmpty();
  }

  /** Whether at least one record can be one of a table: code and text seldom look like one. */
  boolean hasCredibleEntry(long diskSectors) {
    for (MbrEntry entry : entries) {
      if (entry.isUsed() && entry.hasLegalIndicator() && entry.startingLba() < diskSectors) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(MbrEntry entry, long diskSectors) {
    return entry.type() != 0
        && entry.startingLba() > 0
        && entry.startingLba() + entry.sizeInLba() <= diskSectors;
  }
}
