package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ImageCache.Region;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The inodes of a volume as bytes. They are read in pieces of many, because a walk of the tree
 * comes to its neighbours next. Layout: kernel documentation, filesystems/ext4/inodes.
 */
final class InodeTable {

  private static final int PIECE_SIZE = 32 * 1024;

  private final BlockSource source;
  private final Superblock superblock;
  private final GroupTable groups;
  private final Region<Piece> pieces;
  private final int perPiece;
  private final int piecesPerGroup;

  /** The piece that was used last: a listing asks for neighbours. */
  private volatile @Nullable Piece last;

  /**
   * The inodes of a part of a group.
   *
   * @param index among the pieces of the volume
   * @param position in the volume
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Piece(long index, long position, byte[] bytes) {
    int weight() {
      return 56 + bytes.length;
    }
  }

  InodeTable(BlockSource source, Superblock superblock, GroupTable groups, Region<Piece> pieces) {
    this.source = source;
    this.superblock = superblock;
    this.groups = groups;
    this.pieces = pieces;
    this.perPiece = Math.max(1, PIECE_SIZE / superblock.inodeSize());
    this.piecesPerGroup = (superblock.inodesPerGroup() + perPiece - 1) / perPiece;
  }

  /** The piece that holds inode {@code number}, which is in {@code [1, inodeCount]}. */
  Piece piece(long number) throws IOException {
    long index = pieceOf(number);
    Piece known = last;
    if (known == null || known.index != index) {
      known = pieces.get(index, this::load);
      last = known;
    }
    return known;
  }

  /** Where the inode begins in its piece. */
  int offset(long number) {
    return (int) ((number - 1) % superblock.inodesPerGroup()) % perPiece * superblock.inodeSize();
  }

  /** Where the inode begins in the volume. */
  long position(long number) throws IOException {
    return piece(number).position + offset(number);
  }

  private long pieceOf(long number) {
    long group = (number - 1) / superblock.inodesPerGroup();
    long index = (number - 1) % superblock.inodesPerGroup();
    return group * piecesPerGroup + index / perPiece;
  }

  private Piece load(long index) throws IOException {
    long group = index / piecesPerGroup;
    int first = (int) (index % piecesPerGroup) * perPiece;
    int count = Math.min(perPiece, superblock.inodesPerGroup() - first);
    long table = groups.descriptor(group).inodeTable() << superblock.blockSizeBits();
    long position = table + (long) first * superblock.inodeSize();
    return new Piece(index, position, source.bytes(position, count * superblock.inodeSize()));
  }
}
