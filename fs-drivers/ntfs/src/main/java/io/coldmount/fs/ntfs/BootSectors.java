package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem.Condition;
import java.io.IOException;
import java.util.Optional;

/** Finds the boot sector of a volume, or the copy that Windows keeps behind its last cluster. */
final class BootSectors {

  private BootSectors() {}

  /**
   * A boot sector in use.
   *
   * @param condition what is to be said of it
   */
  record Found(BootSector boot, Optional<Condition> condition) {}

  static Found find(BlockSource volume) throws IOException {
    ByteView first = volume.view(0, (int) Math.min(volume.size(), BootSector.SIZE));
    ImageException damage;
    try {
      return new Found(BootSector.parse(first), Optional.empty());
    } catch (ImageException e) {
      damage = e;
    }
    if (!isOverwritten(volume, first)) {
      throw damage;
    }
    for (int sector = 512; sector <= 4096; sector *= 2) {
      long position = volume.size() - sector;
      Optional<BootSector> backup = backup(volume, position, sector);
      if (backup.isPresent()) {
        return new Found(backup.get(), Optional.of(inUse(damage)));
      }
    }
    throw damage;
  }

  /**
   * Whether the first sector looks like one of NTFS that was damaged or zeroed, and not like the
   * beginning of something else, which a forgotten copy at the end must not outweigh.
   */
  private static boolean isOverwritten(BlockSource volume, ByteView first) throws IOException {
    if (BootSector.hasMagic(first)) {
      return true;
    }
    int head = (int) Math.min(volume.size(), 4096);
    byte[] bytes = volume.bytes(0, head);
    for (int i = 0; i < Math.min(head, BootSector.SIZE); i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    // $Boot goes on with code at 512; ext begins its superblock at 1024 after as many zeros.
    boolean ext = head >= 1082 && bytes[1080] == 0x53 && (bytes[1081] & 0xFF) == 0xEF;
    return !ext;
  }

  /** A copy counts only if it leads to a table, and agrees with where it stands. */
  private static Optional<BootSector> backup(BlockSource volume, long position, int sector)
      throws IOException {
    if (position <= 0) {
      return Optional.empty();
    }
    try {
      BootSector boot = BootSector.parse(volume.view(position, BootSector.SIZE));
      if (boot.sectorSize() != sector || boot.volumeSize() > volume.size()) {
        return Optional.empty();
      }
      ByteView record = volume.view(boot.mftCluster() * boot.clusterSize(), 4);
      return record.matches(0, FileRecord.MAGIC) ? Optional.of(boot) : Optional.empty();
    } catch (ImageException noCopyThere) {
      return Optional.empty();
    }
  }

  private static Condition inUse(ImageException damage) {
    return new Condition(
        Condition.Kind.BACKUP_IN_USE,
        "The copy of the boot sector at the end of the volume is in use, because the first is"
            + " damaged: "
            + damage.getMessage()
            + ".");
  }
}
