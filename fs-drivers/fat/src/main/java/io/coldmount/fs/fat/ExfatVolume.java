package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses between the main and the backup boot region of exFAT, each of twelve sectors of which the
 * last repeats a checksum of the others. Specification: exFAT, sections 3.1 to 3.4.
 */
final class ExfatVolume {

  private static final int REGION_SECTORS = 12;

  private final BlockSource volume;
  private final VolumeBlocks blocks;
  private final FatOptions options;

  private ExfatVolume(BlockSource volume, VolumeBlocks blocks, FatOptions options) {
    this.volume = volume;
    this.blocks = blocks;
    this.options = options;
  }

  /** The volume, or nothing if it is not exFAT. */
  static Optional<Format> open(BlockSource volume, VolumeBlocks blocks, FatOptions options)
      throws IOException {
    return new ExfatVolume(volume, blocks, options).open();
  }

  private Optional<Format> open() throws IOException {
    ByteView first = volume.view(0, ExfatBootSector.SIZE);
    boolean named = first.matches(3, ExfatBootSector.NAME);
    if (!named && !hasExtendedBootSector()) {
      return Optional.empty();
    }
    ExfatBootSector main = null;
    CorruptException damage;
    try {
      main = ExfatBootSector.parse(first);
      checkRegion(0, main.sectorShift());
      return Optional.of(format(main, List.of()));
    } catch (CorruptException e) {
      damage = e;
    }
    ExfatBootSector backup = backup();
    if (backup != null) {
      return Optional.of(
          format(
              backup,
              List.of(
                  new Condition(
                      Kind.BACKUP_IN_USE,
                      "The backup boot region is used, because the main one is damaged ("
                          + damage.getMessage()
                          + ")."))));
    }
    if (main != null && options.ignoreChecksums()) {
      return Optional.of(
          format(main, List.of(new Condition(Kind.CHECKSUMS_IGNORED, damage.getMessage() + "."))));
    }
    if (!named) {
      return Optional.empty();
    }
    throw damage;
  }

  private Format format(ExfatBootSector boot, List<Condition> found) throws IOException {
    var conditions = new ArrayList<>(found);
    if (boot.dirty()) {
      conditions.add(new Condition(Kind.DIRTY, "The volume was not cleanly unmounted."));
    }
    if (boot.mediaFailure()) {
      conditions.add(
          new Condition(Kind.ERRORS_RECORDED, "The guest met errors when it read the medium."));
    }
    if (boot.volumeSectors() > volume.size() >> boot.sectorShift()) {
      conditions.add(
          new Condition(
              Kind.TRUNCATED,
              "The volume has %d bytes, but its boot sector speaks of %d sectors of %d bytes."
                  .formatted(volume.size(), boot.volumeSectors(), 1 << boot.sectorShift())));
    }
    return new ExfatFormat(boot, blocks, options, conditions);
  }

  /**
   * Whether the second sector is one of the region's, where the first has lost its name. Without it
   * a backup may be what is left of an older file system.
   */
  private boolean hasExtendedBootSector() throws IOException {
    for (int shift = 9; shift <= 12; shift++) {
      int sector = 1 << shift;
      if (2L * sector <= volume.size()
          && volume.view(2L * sector - 4, 4).u32le(0) == 0xAA55_0000L) {
        return true;
      }
    }
    return false;
  }

  private @Nullable ExfatBootSector backup() throws IOException {
    for (int shift = 9; shift <= 12; shift++) {
      long position = (long) REGION_SECTORS << shift;
      try {
        ExfatBootSector backup = ExfatBootSector.parse(volume.view(position, ExfatBootSector.SIZE));
        if (backup.sectorShift() == shift) {
          checkRegion(position, shift);
          return backup;
        }
      } catch (CorruptException e) {
        // there is none for sectors of this size
      }
    }
    return null;
  }

  private void checkRegion(long position, int shift) throws IOException {
    int size = 1 << shift;
    byte[] region = volume.bytes(position, REGION_SECTORS * size);
    int covered = (REGION_SECTORS - 1) * size;
    int sum = 0;
    for (int i = 0; i < covered; i++) {
      boolean changes = i == 106 || i == 107 || i == 112; // VolumeFlags and PercentInUse
      if (!changes) {
        sum = Integer.rotateRight(sum, 1) + (region[i] & 0xFF);
      }
    }
    ByteView b = new ByteView(volume.name(), position, region);
    for (int i = covered; i < region.length; i += 4) {
      if (b.i32le(i) != sum) {
        throw b.corrupt("the boot region's checksum", i, b.u32le(i));
      }
    }
  }
}
