package io.coldmount.partitions;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.partitions.PartitionTable.Scheme;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides which table a disk has. */
final class TableReader {

  private static final int USUAL = 512;
  private static final int LARGE = 4096;

  private final BlockSource disk;
  private final int sectorSize;
  private final Findings findings = new Findings();
  private final GptSearch gpts;

  /**
   * @param sectorSize of the disk as its format tells it, or 0
   */
  TableReader(BlockSource disk, int sectorSize) {
    this.disk = disk;
    this.sectorSize = sectorSize == LARGE ? LARGE : USUAL;
    this.gpts =
        new GptSearch(
            disk,
            this.sectorSize == USUAL ? List.of(USUAL, LARGE) : List.of(LARGE, USUAL),
            findings);
  }

  PartitionTable read() throws IOException {
    if (disk.size() < MasterBootRecord.SIZE) {
      return whole();
    }
    ByteView sector = disk.view(0, MasterBootRecord.SIZE);
    MasterBootRecord mbr =
        MasterBootRecord.isSigned(sector) ? MasterBootRecord.parse(sector) : null;
    if (mbr != null && mbr.isProtective()) {
      return announced(mbr);
    }
    boolean fileSystem = mbr != null && FileSystemBootSector.is(sector);
    if (mbr != null && isTable(mbr, fileSystem)) {
      if (gpts.hasPrimary()) {
        findings.add(
            "There is a GPT header, but the MBR has partitions and no protective one: the MBR is"
                + " used.");
      }
      return byMbr(mbr);
    }
    return fileSystem ? whole() : unannounced(mbr);
  }

  /**
   * A file system's boot sector has code where a table would be; so it takes a flawless table to
   * overrule one (GRUB keeps the parameter block of a file system that was there before it).
   */
  private boolean isTable(MasterBootRecord mbr, boolean fileSystem) {
    long sectors = disk.size() / sectorSize;
    return fileSystem ? mbr.isFlawless(sectors) : mbr.hasCredibleEntry(sectors);
  }

  private PartitionTable announced(MasterBootRecord mbr) throws IOException {
    GptCopy gpt = gpts.find(true);
    if (gpt != null) {
      List<Volume> volumes = new GptReader(disk, gpt, findings).volumes();
      new HybridMbr(mbr, findings).compare(volumes, gpt.sectorSize());
      return table(Scheme.GPT, gpt.sectorSize(), gpt.header().diskGuid(), volumes);
    }
    boolean hybrid = mbr.entries().stream().anyMatch(e -> e.isUsed() && !e.isProtective());
    return hybrid ? byMbr(mbr) : table(Scheme.GPT, sectorSize, "", List.of());
  }

  private PartitionTable byMbr(MasterBootRecord mbr) throws IOException {
    List<Volume> volumes = new MbrReader(disk, sectorSize, mbr, findings).volumes();
    return table(Scheme.MBR, sectorSize, MbrReader.uuid(mbr), volumes);
  }

  private PartitionTable unannounced(@Nullable MasterBootRecord mbr) throws IOException {
    GptCopy gpt = gpts.find(false);
    if (gpt != null) {
      findings.add("The protective MBR is missing.");
      List<Volume> volumes = new GptReader(disk, gpt, findings).volumes();
      return table(Scheme.GPT, gpt.sectorSize(), gpt.header().diskGuid(), volumes);
    }
    if (mbr != null && mbr.isEmpty()) {
      findings.add("The partition table has no entries: the whole disk is taken as one volume.");
    } else if (mbr != null) {
      findings.add(
          "The first sector is signed like an MBR, but holds no credible partition: the whole disk"
              + " is taken as one volume.");
    }
    return whole();
  }

  private PartitionTable whole() {
    var volume = new Volume("disk", disk, 0, disk.size(), "", "", "", "", false);
    return table(Scheme.NONE, sectorSize, "", List.of(volume));
  }

  private PartitionTable table(Scheme scheme, int size, String uuid, List<Volume> volumes) {
    return new PartitionTable(scheme, size, uuid, volumes, findings.list());
  }
}
