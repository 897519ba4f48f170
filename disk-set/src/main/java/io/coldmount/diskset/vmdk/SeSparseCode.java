package io.coldmount.diskset.vmdk;

/**
 * The 64-bit entries of seSparse extents, whose top four bits are a type, after QEMU's {@code
 * block/vmdk.c}. Type 1, a grain that the guest has unmapped, reads as zeros like type 2: what the
 * guest has discarded must not come back from the parent.
 */
record SeSparseCode(SeSparseHeader header) implements EntryCode {

  private static final long SECTOR = 512;

  @Override
  public int size() {
    return 8;
  }

  @Override
  public long table(long entry) {
    if (entry == 0) {
      return ABSENT;
    }
    // A disk of 64 TiB has fewer tables than 32 bits count; the other bits are the type alone.
    if (entry >>> 32 != 0x1000_0000L) {
      return INVALID;
    }
    long offset = (entry & 0xFFFF_FFFFL) * header.tableSize();
    return offset + header.tableSize() > header.tablesSize()
        ? INVALID
        : (header.tablesOffset() + offset) * SECTOR;
  }

  @Override
  public long grain(long entry) {
    return switch ((int) (entry >>> 60)) {
      case 0 -> entry == 0 ? ABSENT : INVALID;
      case 1, 2 -> ZEROED;
      case 3 ->
          stored(((entry & 0x0FFF_0000_0000_0000L) >>> 48) | ((entry & 0xFFFF_FFFF_FFFFL) << 12));
      default -> INVALID;
    };
  }

  private long stored(long index) {
    return index >= header.grainsSize() / header.grainSize()
        ? INVALID
        : (header.grainsOffset() + index * header.grainSize()) * SECTOR;
  }
}
