package io.coldmount.partitions;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the copy of a disk's GPT to go by: the primary one; if that is damaged, the backup that it
 * names or the one in the last sector; if no copy is sound, the first that can be followed.
 */
final class GptSearch {

  private final BlockSource disk;
  private final List<Integer> sectorSizes;
  private final Findings findings;

  /**
   * @param sectorSizes the sizes to try, the likeliest first
   */
  GptSearch(BlockSource disk, List<Integer> sectorSizes, Findings findings) {
    this.disk = disk;
    this.sectorSizes = sectorSizes;
    this.findings = findings;
  }

  /**
   * The copy to go by, or null.
   *
   * @param announced whether the MBR says that there is a GPT; otherwise only a sound one counts
   */
  @Nullable GptCopy find(boolean announced) throws IOException {
    for (int sectorSize : sectorSizes) {
      if (signedAt(sectorSize, 1)) {
        return besidePrimary(sectorSize, announced);
      }
    }
    for (int sectorSize : sectorSizes) {
      long last = disk.size() / sectorSize - 1;
      if (last > 1 && signedAt(sectorSize, last)) {
        return withoutPrimary(sectorSize, last, announced);
      }
    }
    if (announced) {
      findings.add("The MBR announces a GPT, but there is neither a primary nor a backup header.");
    }
    return null;
  }

  /** Whether there is a primary header, sound or not. */
  boolean hasPrimary() throws IOException {
    for (int sectorSize : sectorSizes) {
      if (signedAt(sectorSize, 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean signedAt(int sectorSize, long lba) throws IOException {
    if (lba >= disk.size() / sectorSize) {
      return false;
    }
    try {
      return disk.view(lba * sectorSize, 8).matches(0, GptHeader.SIGNATURE);
    } catch (ImageException e) {
      return false; // a sector that cannot be read has no signature; the copies say why
    }
  }

  private @Nullable GptCopy besidePrimary(int sectorSize, boolean announced) throws IOException {
    var problems = new ArrayList<String>();
    GptCopy primary = attempt(sectorSize, 1, problems);
    if (primary != null && primary.isSound()) {
      checkBackup(primary);
      return primary;
    }
    String damage = "The primary GPT is damaged (" + String.join("; ", problems) + ")";
    GptCopy readable = primary;
    for (long lba : backupSectors(sectorSize)) {
      GptCopy backup = attempt(sectorSize, lba, new ArrayList<>());
      if (backup != null && backup.isSound()) {
        findings.add(damage + "; its backup in sector " + lba + " is used.");
        return backup;
      }
      readable = readable == null ? backup : readable;
    }
    if (readable == null || !announced) {
      findings.add(damage + ", and so is its backup: no GPT is used.");
      return null;
    }
    findings.add(
        damage
            + ", and so is its backup: the entries of the copy in sector "
            + readable.lba()
            + " are used as they are.");
    return readable;
  }

  private @Nullable GptCopy withoutPrimary(int sectorSize, long last, boolean announced)
      throws IOException {
    if (!announced) {
      findings.add(
          "The last sector holds the backup of a GPT, but neither the MBR nor the second sector"
              + " speaks of one: it is not used.");
      return null;
    }
    var problems = new ArrayList<String>();
    GptCopy backup = attempt(sectorSize, last, problems);
    String said = "There is no primary GPT header, and its backup in sector " + last + " is ";
    if (backup == null) {
      findings.add(said + "damaged (" + String.join("; ", problems) + "): no GPT is used.");
    } else if (backup.isSound()) {
      findings.add(said + "used.");
    } else {
      findings.add(said + "used as it is, damaged (" + String.join("; ", problems) + ").");
    }
    return backup;
  }

  /** A sound primary is used whatever the backup looks like; the user is told, though. */
  private void checkBackup(GptCopy primary) throws IOException {
    long lba = primary.header().alternateLba();
    var problems = new ArrayList<String>();
    GptCopy backup = attempt(primary.sectorSize(), lba, problems);
    if (backup == null || !backup.isSound()) {
      findings.add(
          "The backup GPT is damaged (" + String.join("; ", problems) + "); the primary is used.");
    } else if (lba != disk.size() / primary.sectorSize() - 1) {
      findings.add(
          "The backup GPT is in sector " + lba + ", not in the disk's last: the disk has grown.");
    }
  }

  private Set<Long> backupSectors(int sectorSize) throws IOException {
    var sectors = new LinkedHashSet<Long>();
    try {
      ByteView primary = disk.view(sectorSize, 92);
      sectors.add(primary.u64le(32));
    } catch (ImageException e) {
      // then only the last sector is left
    }
    sectors.add(disk.size() / sectorSize - 1);
    sectors.remove(1L);
    return sectors;
  }

  private @Nullable GptCopy attempt(int sectorSize, long lba, List<String> problems)
      throws IOException {
    try {
      GptCopy copy = GptCopy.read(disk, sectorSize, lba);
      problems.addAll(copy.problems());
      return copy;
    } catch (ImageException e) {
      problems.add(e.getMessage());
      return null;
    }
  }
}
