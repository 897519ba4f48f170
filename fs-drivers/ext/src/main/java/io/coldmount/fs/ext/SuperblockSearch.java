package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the superblock of a volume: the first, or a copy where the first is damaged. Layout: kernel
 * documentation, filesystems/ext4/super and blockgroup.
 */
final class SuperblockSearch {

  /** Groups that hold a copy whether the volume has the feature sparse_super or not. */
  private static final int[] GROUPS = {1, 3, 5, 7, 9, 25, 27, 49};

  private static final int MIN_BLOCK_BITS = 10;
  private static final int MAX_BLOCK_BITS = 16;

  private final BlockSource volume;
  private final boolean checksumsIgnored;

  SuperblockSearch(BlockSource volume, boolean checksumsIgnored) {
    this.volume = volume;
    this.checksumsIgnored = checksumsIgnored;
  }

  /** The first superblock. */
  Superblock first() throws IOException {
    return at(Superblock.POSITION);
  }

  /** The superblock at a position in bytes. */
  Superblock at(long position) throws IOException {
    ByteView view = volume.view(position, Superblock.SIZE);
    Superblock superblock = Superblock.parse(view);
    if (!checksumsIgnored && !Checksums.matchesSuperblock(view)) {
      throw new CorruptException(
          volume.name(),
          "the checksum of the superblock at offset " + position + " does not match");
    }
    return superblock;
  }

  /**
   * The first copy that is whole and says that it belongs where it is, or null.
   *
   * @param groups how many of the groups that hold copies are looked at
   */
  @Nullable Superblock copy(int groups) throws IOException {
    for (int i = 0; i < Math.min(groups, GROUPS.length); i++) {
      for (int bits = MIN_BLOCK_BITS; bits <= MAX_BLOCK_BITS; bits++) {
        Superblock copy = copy(GROUPS[i], bits);
        if (copy != null) {
          return copy;
        }
      }
    }
    return null;
  }

  /** Groups are as large as a bitmap of one block allows, unless mke2fs was told otherwise. */
  private @Nullable Superblock copy(int group, int bits) throws IOException {
    long firstDataBlock = bits == MIN_BLOCK_BITS ? 1 : 0;
    long position = (firstDataBlock + ((long) group << (bits + 3))) << bits;
    if (position > volume.size() - Superblock.SIZE) {
      return null;
    }
    try {
      Superblock copy = at(position);
      boolean belongs =
          (copy.groupNumber() == group || copy.groupNumber() == Superblock.ANY_GROUP)
              && copy.firstBlockOfGroup(group) << copy.blockSizeBits() == position;
      return belongs ? copy : null;
    } catch (ImageException e) {
      return null; // no superblock, or a damaged one: the next may be better
    }
  }

  static int allGroups() {
    return GROUPS.length;
  }
}
