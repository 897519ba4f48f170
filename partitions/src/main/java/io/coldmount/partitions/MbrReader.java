package io.coldmount.partitions;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;

/** Makes the volumes of an MBR: the primary ones by their slot, the logical ones from 5 on. */
final class MbrReader {

  private static final int FIRST_LOGICAL = 5;

  private final MasterBootRecord mbr;
  private final Findings findings;
  private final Placement placement;
  private final ExtendedPartition chains;
  private int nextLogical = FIRST_LOGICAL;

  MbrReader(BlockSource disk, int sectorSize, MasterBootRecord mbr, Findings findings) {
    this.mbr = mbr;
    this.findings = findings;
    this.placement = new Placement(disk, sectorSize, findings);
    this.chains = new ExtendedPartition(disk, sectorSize, findings);
  }

  /** The disk's identity as {@code blkid} prints it; a disk without a signature has none. */
  static String uuid(MasterBootRecord mbr) {
    return mbr.diskSignature() == 0 ? "" : hex(mbr);
  }

  List<Volume> volumes() throws IOException {
    for (int i = 0; i < mbr.entries().size(); i++) {
      MbrEntry entry = mbr.entries().get(i);
      if (entry.isUsed() && !entry.isExtended() && !entry.isProtective()) {
        place(i + 1, entry, entry.startingLba());
      }
    }
    for (MbrEntry entry : mbr.entries()) {
      if (entry.isUsed() && entry.isExtended()) {
        chains.walk(entry, (logical, first) -> place(nextLogical++, logical, first));
      }
    }
    return placement.finish();
  }

  private void place(int number, MbrEntry entry, long first) throws CorruptException {
    String id = "p" + number;
    if (!entry.hasLegalIndicator()) {
      findings.add(
          "%s has the boot indicator 0x%02x, which is neither 0x00 nor 0x80."
              .formatted(id, entry.bootIndicator()));
    }
    var identity =
        new Placement.Identity(
            id,
            MbrType.text(entry.type()),
            MbrType.name(entry.type()),
            "",
            hex(mbr) + "-" + HexFormat.of().toHexDigits((byte) number),
            entry.isActive());
    placement.add(identity, first, entry.sizeInLba());
  }

  private static String hex(MasterBootRecord mbr) {
    return HexFormat.of().toHexDigits((int) mbr.diskSignature());
  }
}
