package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ImageCache.Region;
import java.io.IOException;

/**
 * The inodes of a volume as bytes. They are read in pieces of many, because a walk of the tree
 * comes to its neighbours next. Layout: kernel documentation, filesystems/ext4/inodes.
 */
final class InodeTable {

  private static final int PIECE_SIZE = 32 * 1024;

  private final BlockSource source;
  private final Superblock superblock;
  private final GroupTable groups;
  private final Region<byte[]> pieces;
  private final int perPiece;
  private final int piecesPerGroup;

  InodeTable(BlockSource source, Superblock superblock, GroupTable groups, Region<byte[]> pieces) {
    this.source = source;
    this.superblock = superblock;
    this.groups = groups;
    this.pieces = pieces;
    this.perPiece = Math.max(1, PIECE_SIZE / superblock.inodeSize());
    this.piecesPerGroup = (superblock.inodesPerGroup() + perPiece - 1) / perPiece;
  }

  /** The piece that holds inode {@code number}, which is in {@code [1, inodeCount]}. */
  byte[] piece(long number) throws IOException {
    return pieces.get(pieceOf(number), this::load);
  }

  /** Where the inode begins in its piece. */
  int offset(long number) {
    return (int) ((number - 1) % superblock.inodesPerGroup()) % perPiece * superblock.inodeSize();
  }

  /** Where the inode begins in the volume. */
  long position(long number) throws IOException {
    return piecePosition(pieceOf(number)) + offset(number);
  }

  private long pieceOf(long number) {
    long group = (number - 1) / superblock.inodesPerGroup();
    long index = (number - 1) % superblock.inodesPerGroup();
    return group * piecesPerGroup + index / perPiece;
  }

  private byte[] load(long piece) throws IOException {
    int first = (int) (piece % piecesPerGroup) * perPiece;
    int count = Math.min(perPiece, superblock.inodesPerGroup() - first);
    return source.bytes(piecePosition(piece), count * superblock.inodeSize());
  }

  private long piecePosition(long piece) throws IOException {
    long table = groups.descriptor(piece / piecesPerGroup).inodeTable();
    return (table << superblock.blockSizeBits())
        + piece % piecesPerGroup * perPiece * superblock.inodeSize();
  }
}
