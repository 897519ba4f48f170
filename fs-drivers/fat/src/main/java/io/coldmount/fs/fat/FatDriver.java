package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystemDriver;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads FAT12, FAT16, FAT32 and exFAT. */
public final class FatDriver implements FileSystemDriver {

  /** More than a probe reads. */
  private static final long PROBE_CACHE = 1 << 20;

  /** For {@link java.util.ServiceLoader}. */
  public FatDriver() {}

  @Override
  public String name() {
    return "fat";
  }

  @Override
  public List<DriverOption> options() {
    return FatOptions.DECLARED;
  }

  @Override
  public Optional<Probe> probe(BlockSource volume) throws IOException {
    try {
      var window = new ProbeWindow(volume, PROBE_LIMIT);
      var blocks = new VolumeBlocks(window, ImageCache.ofBytes(PROBE_CACHE));
      Format format = format(window, blocks, FatOptions.forProbe());
      return Optional.of(new Probe(format.name(), label(format), format.uuid()));
    } catch (ImageException e) {
      return Optional.empty();
    }
  }

  private static String label(Format format) throws IOException {
    try {
      return format.label();
    } catch (ImageException e) {
      return "";
    }
  }

  @Override
  public FileSystem open(BlockSource volume, OpenOptions options) throws IOException {
    FatOptions own = FatOptions.parse(options);
    var blocks = new VolumeBlocks(volume, options.cache());
    return new FatFileSystem(
        format(volume, blocks, own), blocks, options.cache(), own.ignoreCrossLinks());
  }

  private static Format format(BlockSource volume, VolumeBlocks blocks, FatOptions options)
      throws IOException {
    if (volume.size() < FatBootSector.SIZE) {
      throw new CorruptException(
          volume.name(), "a volume of " + volume.size() + " bytes has no room for a boot sector");
    }
    Optional<Format> exfat = ExfatVolume.open(volume, blocks, options);
    return exfat.isPresent() ? exfat.get() : fat(volume, blocks, options);
  }

  private static Format fat(BlockSource volume, VolumeBlocks blocks, FatOptions options)
      throws IOException {
    try {
      FatBootSector boot = FatBootSector.parse(volume.view(0, FatBootSector.SIZE));
      return new FatFormat(boot, blocks, options, List.of());
    } catch (CorruptException e) {
      FatBootSector backup = backup(volume);
      if (backup == null) {
        throw e;
      }
      var condition =
          new Condition(
              Condition.Kind.BACKUP_IN_USE,
              "The backup of the boot sector is used, because the first is damaged ("
                  + e.getMessage()
                  + ").");
      return new FatFormat(backup, blocks, options, List.of(condition));
    }
  }

  /**
   * The copy of a FAT32 boot sector, if the sector between the two is still the one that only FAT32
   * has there: the copy alone may have survived under a newer file system.
   */
  private static @Nullable FatBootSector backup(BlockSource volume) throws IOException {
    for (int sectorSize = 512; sectorSize <= 4096; sectorSize *= 2) {
      long position = (long) FatBootSector.BACKUP_SECTOR * sectorSize;
      if (position + FatBootSector.SIZE > volume.size()) {
        break;
      }
      ByteView info = volume.view(sectorSize, 512);
      if (info.matches(0, "RRaA") && info.matches(484, "rrAa")) {
        try {
          FatBootSector copy = FatBootSector.parse(volume.view(position, FatBootSector.SIZE));
          return copy.width() == Clusters.Width.FAT32 ? copy : null;
        } catch (CorruptException e) {
          return null; // the error of the first one is the one to tell
        }
      }
    }
    return null;
  }
}
