package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystemDriver;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads ext2, ext3 and ext4. */
public final class ExtDriver implements FileSystemDriver {

  static final String NO_RECOVERY = "norecovery";
  static final String IGNORE_CHECKSUMS = "ignore_checksums";
  static final String SUPERBLOCK = "sb";

  /**
   * How much of the volume's start is looked at for a sign that it was ext before it was damaged.
   */
  private static final int START_SIZE = 4096;

  /** Copies of the superblock that a probe looks at: 14 KiB. */
  private static final int PROBE_GROUPS = 2;

  /** For {@link java.util.ServiceLoader}. */
  public ExtDriver() {}

  @Override
  public String name() {
    return "ext";
  }

  @Override
  public List<DriverOption> options() {
    return List.of(
        new DriverOption(NO_RECOVERY, "", "Do not replay the journal: show the disk as it is."),
        new DriverOption(
            IGNORE_CHECKSUMS, "", "Read structures even if their checksum does not match."),
        new DriverOption(
            SUPERBLOCK, "N", "Use the superblock at block N, counted in blocks of 1 KiB."));
  }

  @Override
  public Optional<Probe> probe(BlockSource volume) throws IOException {
    if (volume.size() < Superblock.POSITION + Superblock.SIZE) {
      return Optional.empty();
    }
    ByteView view = volume.view(Superblock.POSITION, Superblock.SIZE);
    Superblock superblock = view.u16le(0x38) == Superblock.MAGIC ? parse(view) : null;
    if (superblock == null && mayHaveCopies(volume, view)) {
      superblock = new SuperblockSearch(volume, false).copy(PROBE_GROUPS);
    }
    if (superblock == null && view.u16le(0x38) == Superblock.MAGIC && isPlausible(view)) {
      return Optional.of(new Probe("ext4", "", ""));
    }
    return Optional.ofNullable(superblock)
        .map(s -> new Probe(s.features().format(), s.label(), s.uuidText()));
  }

  private static @Nullable Superblock parse(ByteView view) {
    try {
      return Superblock.parse(view);
    } catch (ImageException e) {
      return null;
    }
  }

  /** Whether this is a superblock that opening will refuse by name. */
  private static boolean isPlausible(ByteView view) throws IOException {
    return view.u32le(0x18) <= 6 && view.u32le(0x4C) <= 1 && view.u32le(0x0) != 0;
  }

  /**
   * Copies count only where the first superblock has left its mark or nothing at all, since those
   * of a former ext4 outlive another format's mkfs.
   */
  private static boolean mayHaveCopies(BlockSource volume, ByteView view) throws IOException {
    if (view.u16le(0x38) == Superblock.MAGIC) {
      return true;
    }
    for (byte b : volume.bytes(0, (int) Math.min(START_SIZE, volume.size()))) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public FileSystem open(BlockSource volume, OpenOptions options) throws IOException {
    return new Opening(volume, options).open();
  }
}
