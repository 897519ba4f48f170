package io.coldmount.diskset.vmdk;

/**
 * Entries that are 32-bit sector numbers: hosted sparse and COWD extents. "Virtual Disk Format
 * 5.0", Grain Directory and Grain Table.
 *
 * @param zeroedGrains whether the entry 1 means a zeroed grain, as the header's flag 2 says
 */
record SectorCode(boolean zeroedGrains) implements EntryCode {

  @Override
  public int size() {
    return 4;
  }

  @Override
  public long table(long entry) {
    return entry << 9;
  }

  @Override
  public long grain(long entry) {
    if (entry == 1) {
      // Sector 1 can hold no grain: a descriptor, a directory or the rest of a header is there.
      return zeroedGrains ? ZEROED : INVALID;
    }
    return entry << 9;
  }
}
