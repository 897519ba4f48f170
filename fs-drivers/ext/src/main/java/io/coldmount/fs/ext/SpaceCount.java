package io.coldmount.fs.ext;

import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem.Statistics;
import java.io.IOException;

/** What statfs(2) tells of a volume, counted as the kernel's ext4 counts it. */
final class SpaceCount {

  private static final int NAME_MAX = 255;

  /** The counts of larger volumes are those of the superblock, lest megabytes are read for them. */
  private static final long MAX_GROUPS = 1 << 16;

  /** The kernel keeps a fiftieth for itself where there are extents, at most 4096 clusters. */
  private static final int RESERVE_SHARE = 50;

  private static final long RESERVE_MOST = 4096;

  private final Volume volume;
  private final Superblock superblock;

  SpaceCount(Volume volume) {
    this.volume = volume;
    this.superblock = volume.superblock;
  }

  Statistics statistics() throws IOException {
    long free = superblock.freeBlocks();
    long freeInodes = superblock.freeInodes();
    if (superblock.groupCount() <= MAX_GROUPS) {
      free = 0;
      freeInodes = 0;
      for (long group = 0; group < superblock.groupCount(); group++) {
        GroupDescriptor descriptor = descriptorOrNone(group);
        free += descriptor.freeBlocks() << superblock.clusterBits();
        freeInodes += descriptor.freeInodes();
      }
    }
    long reserved = superblock.reservedBlocks() + reserve();
    return new Statistics(
        superblock.blockSize(),
        superblock.blockCount() - overhead(),
        free,
        Math.max(0, free - reserved),
        superblock.inodeCount(),
        freeInodes,
        NAME_MAX);
  }

  /** A damaged descriptor counts as a full group. */
  private GroupDescriptor descriptorOrNone(long group) throws IOException {
    try {
      return volume.groups.descriptor(group);
    } catch (ImageException e) {
      return new GroupDescriptor(0, 0, 0);
    }
  }

  private long reserve() {
    if (!superblock.features().incompat(Features.INCOMPAT_EXTENTS)) {
      return 0;
    }
    long clusters = superblock.blockCount() >> superblock.clusterBits();
    return Math.min(clusters / RESERVE_SHARE, RESERVE_MOST) << superblock.clusterBits();
  }

  /** Blocks that can never hold a file: copies of the superblock, tables, bitmaps, the journal. */
  private long overhead() throws IOException {
    Features features = superblock.features();
    long stored = superblock.overheadClusters() << superblock.clusterBits();
    if (features.roCompat(Features.RO_COMPAT_BIGALLOC) || superblock.groupCount() > MAX_GROUPS) {
      return stored <= superblock.blockCount() ? stored : 0;
    }
    long tableBytes = (long) superblock.inodesPerGroup() * superblock.inodeSize();
    long perGroup = ((tableBytes + superblock.blockSize() - 1) >> superblock.blockSizeBits()) + 2;
    long overhead = superblock.firstDataBlock() + journalBlocks();
    for (long group = 0; group < superblock.groupCount(); group++) {
      overhead += perGroup + descriptorBlocks(group);
      if (superblock.hasSuperblock(group)) {
        overhead += 1 + superblock.reservedDescriptorBlocks();
      }
    }
    return overhead <= superblock.blockCount() ? overhead : 0;
  }

  private long descriptorBlocks(long group) {
    long perBlock = superblock.blockSize() / superblock.descriptorSize();
    boolean meta = superblock.features().incompat(Features.INCOMPAT_META_BG);
    if (meta && group / perBlock >= superblock.firstMetaGroup()) {
      long index = group % perBlock;
      return index == 0 || index == 1 || index == perBlock - 1 ? 1 : 0;
    }
    if (!superblock.hasSuperblock(group)) {
      return 0;
    }
    return meta ? superblock.firstMetaGroup() : (superblock.groupCount() + perBlock - 1) / perBlock;
  }

  private long journalBlocks() throws IOException {
    long number = superblock.journalInode();
    if (!superblock.features().compat(Features.COMPAT_HAS_JOURNAL)
        || number == 0
        || number > superblock.inodeCount()) {
      return 0;
    }
    try {
      return volume.inode(number).size() >> superblock.blockSizeBits();
    } catch (ImageException e) {
      return 0;
    }
  }
}
