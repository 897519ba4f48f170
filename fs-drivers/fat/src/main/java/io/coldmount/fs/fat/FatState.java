package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a FAT volume says of its state. Sources: Microsoft FAT specification 1.03, "FAT[1]"; Linux
 * fs/fat/fat.h, FAT_STATE_DIRTY.
 */
final class FatState {

  private static final int DIRTY = 1;
  private static final int CHECK = 2;

  private FatState() {}

  static List<Condition> of(FatBootSector boot, Clusters clusters, BlockSource volume)
      throws IOException {
    var conditions = new ArrayList<Condition>();
    boolean dirty = (boot.dirtyByte() & DIRTY) != 0;
    boolean errors = (boot.dirtyByte() & CHECK) != 0;
    if (boot.width() != Clusters.Width.FAT12) {
      int top = boot.width() == Clusters.Width.FAT16 ? 15 : 27;
      long flags = flags(clusters, top);
      dirty |= (flags >> top & 1) == 0;
      errors |= (flags >> (top - 1) & 1) == 0;
    }
    if (dirty) {
      conditions.add(new Condition(Kind.DIRTY, "The volume was not cleanly unmounted."));
    }
    if (errors) {
      conditions.add(
          new Condition(Kind.ERRORS_RECORDED, "The guest met errors when it read the medium."));
    }
    long claimed = boot.totalSectors();
    if (claimed > volume.size() / boot.sectorSize()) {
      conditions.add(
          new Condition(
              Kind.TRUNCATED,
              "The volume has %d bytes, but its boot sector speaks of %d sectors of %d bytes."
                  .formatted(volume.size(), claimed, boot.sectorSize())));
    }
    return conditions;
  }

  /** The second entry of the table; as a clean volume has it if it cannot be read. */
  private static long flags(Clusters clusters, int top) throws IOException {
    try {
      return clusters.flags(1);
    } catch (ImageException e) {
      return 3L << (top - 1);
    }
  }
}
