package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import io.coldmount.block.ImageCache.Region;
import io.coldmount.block.NeighbourCache;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of a file system, what is known of all of it, and what was decoded of it lately. */
final class Volume {

  final BlockSource source;
  final Superblock superblock;
  final Checksums checksums;
  final GroupTable groups;
  final InodeTable inodes;
  final NeighbourCache<ExtNode> nodes;

  /** Nodes of extent trees, by block. */
  final Region<ExtentNode> extentNodes;

  /** Blocks of pointers, by block. */
  final Region<int[]> pointerBlocks;

  /** Blocks of directories, by block. */
  final Region<DirectoryBlock> directoryBlocks;

  /** Verified blocks of extended attributes, by block. */
  final Region<byte[]> xattrBlocks;

  private final List<Region<?>> regions;

  Volume(BlockSource source, Superblock superblock, Checksums checksums, ImageCache cache) {
    this.source = source;
    this.superblock = superblock;
    this.checksums = checksums;
    Region<@Nullable GroupDescriptor[]> tables = cache.region(table -> 16 + 48 * table.length);
    Region<InodeTable.Piece> pieces = cache.region(InodeTable.Piece::weight);
    this.groups = new GroupTable(source, superblock, checksums, tables);
    this.inodes = new InodeTable(source, superblock, groups, pieces);
    this.nodes = new NeighbourCache<>(cache, ExtNode::weight, ExtNode.WEIGHT);
    this.extentNodes = cache.region(ExtentNode::weight);
    this.pointerBlocks = cache.region(block -> 16 + 4 * block.length);
    this.directoryBlocks = cache.region(DirectoryBlock::weight);
    this.xattrBlocks = cache.region(block -> 16 + block.length);
    this.regions =
        List.of(tables, pieces, extentNodes, pointerBlocks, directoryBlocks, xattrBlocks);
  }

  void forget() {
    nodes.clear();
    regions.forEach(Region::clear);
  }

  int blockSize() {
    return superblock.blockSize();
  }

  int blockSizeBits() {
    return superblock.blockSizeBits();
  }

  Features features() {
    return superblock.features();
  }

  /** An inode in {@code [1, inodeCount]} that is in use, whatever it is for. */
  Inode inode(long number) throws IOException {
    InodeTable.Piece piece = inodes.piece(number);
    int at = inodes.offset(number);
    long position = piece.position() + at;
    var raw = new ByteView(source.name(), position, piece.bytes(), at, superblock.inodeSize());
    if (Inode.isFree(raw)) {
      throw corrupt(number, "it is not in use");
    }
    return Inode.parse(piece.bytes(), at, raw, number, superblock, checksums);
  }

  /** The file, directory or link with that number. */
  ExtNode node(long number) throws IOException {
    ExtNode known = nodes.peek(number);
    return known == null ? loadNode(number) : known;
  }

  /** The same, or null if no file has that number. */
  @Nullable ExtNode nodeIfThere(long number) throws IOException {
    ExtNode known = nodes.peek(number);
    return known != null || isFree(number) ? known : loadNode(number);
  }

  private ExtNode loadNode(long number) throws IOException {
    if (!superblock.isFileInode(number)) {
      throw corrupt(number, "no file can have this number");
    }
    Inode inode = inode(number);
    if (inode.linkCount() == 0) {
      throw corrupt(number, "it is deleted");
    }
    if (inode.flag(Inode.FLAG_EA_INODE)) {
      throw corrupt(number, "it holds an extended attribute and is no file");
    }
    ExtNode loaded = new ExtNode(this, inode);
    nodes.put(number, loaded);
    return loaded;
  }

  /** Whether no file has that number. */
  boolean isFree(long number) throws IOException {
    if (!superblock.isFileInode(number)) {
      return true;
    }
    byte[] piece = inodes.piece(number).bytes();
    int at = inodes.offset(number);
    // Without a link to it, it is deleted, or an orphan that the guest deletes at its next start.
    return piece[at + 0x1A] == 0 && piece[at + 0x1B] == 0;
  }

  /** An error of an inode. */
  CorruptException corrupt(long inode, String problem) {
    return new CorruptException(source.name(), "inode " + inode + ": " + problem);
  }
}
