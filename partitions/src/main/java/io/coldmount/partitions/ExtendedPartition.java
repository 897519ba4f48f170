package io.coldmount.partitions;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chain of EBRs of an extended partition, as Linux does (block/partitions/msdos.c): a
 * link counts from the container's beginning, a logical partition from its EBR, and of the third
 * and fourth records, which DOS leaves as rubbish, only those that lie inside are believed.
 *
 * <p>Ends because no EBR is visited twice and the number of EBRs has a limit.
 */
final class ExtendedPartition {

  /** Four times what Linux can number on one disk. */
  private static final int MOST_EBRS = 1024;

  private final BlockSource disk;
  private final int sectorSize;
  private final Findings findings;
  private final Set<Long> visited = new HashSet<>();

  /** One for all extended partitions of a disk, so that their chains cannot share EBRs. */
  ExtendedPartition(BlockSource disk, int sectorSize, Findings findings) {
    this.disk = disk;
    this.sectorSize = sectorSize;
    this.findings = findings;
  }

  /** Takes a logical partition whose first sector on the disk is known. */
  @FunctionalInterface
  interface Sink {
    void logical(MbrEntry entry, long firstSector) throws IOException;
  }

  void walk(MbrEntry container, Sink sink) throws IOException {
    long first = container.startingLba();
    long at = first;
    long room = container.sizeInLba();
    while (mayVisit(at)) {
      MasterBootRecord ebr = ebr(at);
      if (ebr == null) {
        return;
      }
      for (int i = 0; i < ebr.entries().size(); i++) {
        MbrEntry entry = ebr.entries().get(i);
        if (entry.isUsed()
            && !entry.isExtended()
            && (i < 2 || liesInside(entry, at, room, container))) {
          sink.logical(entry, at + entry.startingLba());
        }
      }
      MbrEntry link =
          ebr.entries().stream().filter(e -> e.isUsed() && e.isExtended()).findFirst().orElse(null);
      if (link == null) {
        return;
      }
      at = first + link.startingLba();
      room = link.sizeInLba();
    }
  }

  private boolean mayVisit(long sector) {
    if (!visited.add(sector)) {
      findings.add(
          "The chain of logical partitions comes back to sector " + sector + " and is cut there.");
      return false;
    }
    if (visited.size() > MOST_EBRS) {
      findings.add(
          "The chain of logical partitions is cut after " + MOST_EBRS + " extended boot records.");
      return false;
    }
    return true;
  }

  private @Nullable MasterBootRecord ebr(long sector) throws IOException {
    try {
      ByteView bytes = disk.view(sector * sectorSize, MasterBootRecord.SIZE);
      return MasterBootRecord.parse(bytes);
    } catch (ImageException e) {
      findings.add(
          "The chain of logical partitions is cut at sector "
              + sector
              + ": "
              + e.getMessage()
              + ".");
      return null;
    }
  }

  private static boolean liesInside(MbrEntry entry, long at, long room, MbrEntry container) {
    long start = at + entry.startingLba();
    return entry.startingLba() + entry.sizeInLba() <= room
        && start >= container.startingLba()
        && start + entry.sizeInLba() <= container.startingLba() + container.sizeInLba();
  }
}
