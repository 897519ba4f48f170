package io.coldmount.fs.sleuthkit;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;

/**
 * The ids of nodes: libtsk's inode number in the low 40 bits and the number of the volume in its
 * container above it; on NTFS the record's number in the low 32 bits and above it, for a stream,
 * one more than its attribute's. Where the root folder is inode 0, as on ISO 9660, ids are one more
 * than inodes.
 */
final class NodeIds {

  /** The folder of the volumes of a container. */
  static final long CONTAINER = 0xFDL << 40;

  /** The number of {@code .deleted} and, added to it, of what is in there. */
  static final long DELETED = 0xFEL << 40;

  /** What is called 0, where that is not the root: {@code $MFT}. */
  private static final long ZERO = 0xFFL << 40;

  private static final int VOLUME_SHIFT = 40;
  private static final int STREAM_SHIFT = 32;
  private static final int MAXIMUM_STREAM = 0xF000;

  private final BlockSource source;
  private final boolean ntfs;
  private final boolean rootIsZero;

  NodeIds(BlockSource source, Format format, long rootInode) {
    this.source = source;
    this.ntfs = format == Format.NTFS;
    this.rootIsZero = rootInode == 0;
  }

  static boolean isDeleted(long id) {
    return id >>> VOLUME_SHIFT == DELETED >>> VOLUME_SHIFT;
  }

  long of(int volume, long inode) throws CorruptException {
    long low = rootIsZero ? inode + 1 : inode == 0 ? ZERO : inode;
    if (low == ZERO) {
      return ZERO;
    }
    if (low < 0 || low >>> (ntfs ? STREAM_SHIFT : VOLUME_SHIFT) != 0) {
      throw new CorruptException(source.name(), "the inode number " + inode + " is too large");
    }
    return ((long) volume << VOLUME_SHIFT) | low;
  }

  int volume(long id) {
    return ntfs || id == ZERO ? 0 : (int) (id >>> VOLUME_SHIFT);
  }

  long inode(long id) {
    if (id == ZERO) {
      return 0;
    }
    long low = id & ((1L << (ntfs ? STREAM_SHIFT : VOLUME_SHIFT)) - 1);
    return rootIsZero ? low - 1 : low;
  }

  /** The id of a stream of a file, or 0 if it cannot have one. */
  long ofStream(long fileId, int attribute) {
    return ntfs && fileId != ZERO && attribute < MAXIMUM_STREAM
        ? ((attribute + 1L) << STREAM_SHIFT) | fileId
        : 0;
  }

  /** The number of a stream's attribute, or -1 for the file itself. */
  int stream(long id) {
    return ntfs && id != ZERO ? (int) (id >>> STREAM_SHIFT) - 1 : -1;
  }
}
