package io.coldmount.partitions;

import java.util.List;

/**
 * The MBR of a GPT disk that shows some partitions to systems without GPT. The GPT counts, as for
 * Linux and macOS; Windows goes by the MBR, so what only that one has is reported.
 */
final class HybridMbr {

  private final MasterBootRecord mbr;
  private final Findings findings;

  HybridMbr(MasterBootRecord mbr, Findings findings) {
    this.mbr = mbr;
    this.findings = findings;
  }

  void compare(List<Volume> volumes, int sectorSize) {
    for (int i = 0; i < mbr.entries().size(); i++) {
      MbrEntry entry = mbr.entries().get(i);
      if (entry.isUsed() && !entry.isProtective()) {
        findings.add(sentence(i + 1, entry, volumes, sectorSize));
      }
    }
  }

  private static String sentence(int slot, MbrEntry entry, List<Volume> volumes, int sectorSize) {
    String said =
        "The MBR is a hybrid one: its entry %d (type %s, %d sectors from sector %d on) "
            .formatted(slot, entry.typeText(), entry.sizeInLba(), entry.startingLba());
    for (Volume volume : volumes) {
      if (volume.offset() == entry.startingLba() * sectorSize
          && volume.length() == entry.sizeInLba() * sectorSize) {
        return said + "is " + volume.id() + " of the GPT.";
      }
    }
    return said + "is not in the GPT and is not used.";
  }
}
