package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Where the journal of a volume is. Layout: kernel documentation, filesystems/ext4/super. */
final class Journal {

  private static final int EXTENT_MAGIC = 0xF30A;

  private Journal() {}

  /**
   * The bytes of the journal, or null if the volume has none.
   *
   * @throws UnsupportedException if the journal is on another device
   */
  static @Nullable BlockSource find(Volume volume) throws IOException {
    Superblock superblock = volume.superblock;
    long number = superblock.journalInode();
    if (!superblock.features().compat(Features.COMPAT_HAS_JOURNAL)) {
      return null;
    }
    if (number == 0) {
      throw new UnsupportedException(
          volume.source.name(),
          "recovery from an external journal (the option norecovery shows the state without it)");
    }
    if (number > superblock.inodeCount()) {
      throw new CorruptException(
          volume.source.name(), "the journal is inode " + number + ", which does not exist");
    }
    try {
      return new NodeSource(volume, volume.inode(number), "journal");
    } catch (CorruptException e) {
      Inode copy = fromSuperblock(superblock);
      if (copy == null) {
        throw e;
      }
      return new NodeSource(volume, copy, "journal");
    }
  }

  /** The superblock keeps a copy of the inode's block map and size. */
  private static @Nullable Inode fromSuperblock(Superblock superblock) throws IOException {
    byte[] copy = superblock.journalBackup();
    if (HexFormat.of().formatHex(copy).chars().allMatch(c -> c == '0')) {
      return null;
    }
    var view = new ByteView("", 0, copy);
    long sizeHigh = view.u32le(60);
    long size = (sizeHigh << 32) | view.u32le(64);
    boolean extents = view.u16le(0) == EXTENT_MAGIC;
    byte[] block = Arrays.copyOf(copy, Inode.BLOCK_SIZE);
    return size <= 0 ? null : Inode.ofData(superblock.journalInode(), size, extents, block);
  }
}
