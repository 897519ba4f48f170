package io.coldmount.partitions;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import java.util.List;

/** Makes the volumes of a GUID partition table. */
final class GptReader {

  private final BlockSource disk;
  private final GptCopy gpt;
  private final Findings findings;

  GptReader(BlockSource disk, GptCopy gpt, Findings findings) {
    this.disk = disk;
    this.gpt = gpt;
    this.findings = findings;
  }

  List<Volume> volumes() throws CorruptException {
    var placement = new Placement(disk, gpt.sectorSize(), findings);
    for (int i = 0; i < gpt.header().entryCount(); i++) {
      GptEntry entry = gpt.entry(i);
      if (entry.isUsed()) {
        place(placement, "p" + (i + 1), entry);
      }
    }
    return placement.finish();
  }

  private void place(Placement placement, String id, GptEntry entry) throws CorruptException {
    long first = entry.startingLba();
    long last = entry.endingLba();
    if (Long.compareUnsigned(last, first) < 0) {
      findings.add(
          "%s ends at sector %s, before its beginning at sector %s: it cannot be used."
              .formatted(id, Long.toUnsignedString(last), Long.toUnsignedString(first)));
      return;
    }
    var identity =
        new Placement.Identity(
            id,
            entry.typeGuid(),
            GptType.name(entry.typeGuid()),
            entry.name(),
            entry.uniqueGuid(),
            entry.legacyBootable());
    placement.add(identity, first, last - first + 1);
  }
}
