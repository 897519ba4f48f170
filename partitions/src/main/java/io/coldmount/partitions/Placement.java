package io.coldmount.partitions;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Turns sector ranges into volumes, and reports those that do not fit the disk or each other. */
final class Placement {

  private final BlockSource disk;
  private final int sectorSize;
  private final Findings findings;
  private final List<Volume> volumes = new ArrayList<>();

  Placement(BlockSource disk, int sectorSize, Findings findings) {
    this.disk = disk;
    this.sectorSize = sectorSize;
    this.findings = findings;
  }

  /** What a table says of a volume besides its place. */
  record Identity(
      String id, String type, String typeName, String label, String uuid, boolean bootable) {}

  /**
   * Adds the volume, if it has any byte on the disk.
   *
   * @param first its first sector and {@code count} its sectors, both unsigned as the table has
   *     them
   */
  void add(Identity identity, long first, long count) throws CorruptException {
    long sectors = disk.size() / sectorSize;
    if (first < 0 || first >= sectors) {
      findings.add(
          "%s begins at sector %s, outside the disk's %d sectors: it cannot be used."
              .formatted(identity.id, Long.toUnsignedString(first), sectors));
      return;
    }
    if (first == 0) {
      findings.add(identity.id + " begins at sector 0, where the partition table is.");
    }
    long offset = first * sectorSize;
    long length =
        count < 0 || count > Long.MAX_VALUE / sectorSize ? Long.MAX_VALUE : count * sectorSize;
    long present = Math.min(length, disk.size() - offset);
    if (present < length) {
      findings.add(
          "%s has %s sectors from sector %d on, but the disk has only %d: its end is missing."
              .formatted(identity.id, Long.toUnsignedString(count), first, sectors));
    }
    volumes.add(
        new Volume(
            identity.id,
            disk.slice(identity.id, offset, present),
            offset,
            length,
            identity.type,
            identity.typeName,
            identity.label,
            identity.uuid,
            identity.bootable));
  }

  /** The volumes in the order they were added, after a search for overlaps. */
  List<Volume> finish() {
    var byOffset = new ArrayList<>(volumes);
    byOffset.sort(Comparator.comparingLong(Volume::offset));
    Volume reaching = null; // the one of those before that reaches furthest
    for (Volume volume : byOffset) {
      if (reaching != null && end(reaching) > volume.offset()) {
        findings.add(
            "%s and %s overlap from sector %d on."
                .formatted(reaching.id(), volume.id(), volume.offset() / sectorSize));
      }
      if (reaching == null || end(volume) > end(reaching)) {
        reaching = volume;
      }
    }
    return volumes;
  }

  private static long end(Volume volume) {
    return volume.offset() + volume.content().size();
  }
}
