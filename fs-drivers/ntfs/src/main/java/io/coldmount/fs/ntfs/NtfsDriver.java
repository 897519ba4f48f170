package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystemDriver;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads NTFS, versions 1.2 to 3.1. */
public final class NtfsDriver implements FileSystemDriver {

  static final String NAME = "ntfs";

  /** Made by the service loader. */
  public NtfsDriver() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<DriverOption> options() {
    return Settings.OPTIONS;
  }

  @Override
  public Optional<Probe> probe(BlockSource volume) throws IOException {
    try {
      var found = BootSectors.find(volume);
      return Optional.of(
          new Probe(NAME, VolumeState.labelAt(volume, found.boot()), uuid(found.boot())));
    } catch (ImageException foreign) {
      return Optional.empty();
    }
  }

  static String uuid(BootSector boot) {
    return HexFormat.of().toHexDigits(boot.serial()).toUpperCase(Locale.ROOT);
  }

  @Override
  public FileSystem open(BlockSource volume, OpenOptions options) throws IOException {
    Settings settings = Settings.of(options);
    List<FileSystem.Condition> conditions = new ArrayList<>();
    var found = BootSectors.find(volume);
    found.condition().ifPresent(conditions::add);
    BootSector boot = found.boot();
    Mft mft = Mft.open(volume, boot, options.cache());
    var opened = new NtfsVolume(volume, boot, settings, mft, options.cache());
    opened.loadUpCase().ifPresent(conditions::add);
    var state = VolumeState.of(opened);
    conditions.addAll(state.conditions());
    return new NtfsFileSystem(opened, state.label(), conditions);
  }
}
