package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.io.IOException;

/**
 * The blocks of a file that has an extent tree. The root is in the inode; the nodes below are
 * decoded when a block of theirs is first asked for, and cached. Layout: kernel documentation,
 * filesystems/ext4/ifork, "Extent Tree".
 */
final class ExtentMap implements BlockMap {

  private final Volume volume;
  private final long inode;
  private final int generation;
  private final ExtentNode root;

  /** The kernel reads the blocks of directories whether their extents are marked written or not. */
  private final boolean readsUnwritten;

  ExtentMap(Volume volume, Inode inode) throws IOException {
    this.volume = volume;
    this.inode = inode.number();
    this.generation = inode.generation();
    this.readsUnwritten = inode.isDirectory();
    long position = volume.inodes.position(inode.number()) + Inode.BLOCK_OFFSET;
    var view = new ByteView(volume.source.name(), position, inode.block());
    this.root = ExtentNode.parse(view, inode.number(), volume.superblock);
  }

  @Override
  public Run run(long block, Passed passed) throws IOException {
    if (block >= ExtentNode.MAX_BLOCKS) {
      throw volume.corrupt(inode, "block " + block + " is beyond what an extent tree can hold");
    }
    ExtentNode node = root;
    long low = 0;
    long high = ExtentNode.MAX_BLOCKS;
    // Ends: the depth, at most MAX_DEPTH, falls by one each turn.
    while (node.depth() > 0) {
      int at = node.floor(block);
      if (at < 0) {
        return Run.nothing(low, node.first()[0]);
      }
      low = node.first()[at];
      if (at + 1 < node.first().length) {
        high = node.first()[at + 1];
      }
      passed.block(node.targets()[at]);
      node = child(node.targets()[at], node.depth() - 1, low, high);
    }
    return inLeaf(node, block, low, high);
  }

  private Run inLeaf(ExtentNode leaf, long block, long low, long high) {
    int at = leaf.floor(block);
    long end = low;
    if (at >= 0) {
      long first = leaf.first()[at];
      long count = leaf.counts()[at];
      if (block - first < count) {
        long target = leaf.targets()[at];
        boolean written = (target & ExtentNode.UNWRITTEN) == 0;
        return written || readsUnwritten
            ? new Run(first, count, target & ~ExtentNode.UNWRITTEN)
            : Run.nothing(first, first + count);
      }
      end = first + count;
    }
    return Run.nothing(end, at + 1 < leaf.first().length ? leaf.first()[at + 1] : high);
  }

  private ExtentNode child(long block, int depth, long low, long high) throws IOException {
    ExtentNode node = volume.extentNodes.peek(block);
    if (node == null || node.owner() != inode) {
      node = load(block);
      volume.extentNodes.put(block, node);
    }
    if (node.depth() != depth) {
      throw volume.corrupt(
          inode,
          "the extent tree's node in block "
              + block
              + " has depth "
              + node.depth()
              + ", but the one above it says "
              + depth);
    }
    if (!node.isWithin(low, high)) {
      throw volume.corrupt(
          inode,
          "the extent tree's node in block "
              + block
              + " reaches out of the file's blocks "
              + low
              + " to "
              + (high - 1)
              + " that the one above gives it");
    }
    return node;
  }

  private ExtentNode load(long block) throws IOException {
    long position = block << volume.blockSizeBits();
    byte[] bytes = volume.source.bytes(position, volume.blockSize());
    var view = new ByteView(volume.source.name(), position, bytes);
    ExtentNode node = ExtentNode.parse(view, inode, volume.superblock);
    verify(view, bytes, block);
    return node;
  }

  /** The checksum stands behind the room for entries. */
  private void verify(ByteView view, byte[] bytes, long block) throws CorruptException {
    if (!volume.checksums.verified()) {
      return;
    }
    int tail = ExtentNode.HEADER_SIZE + ExtentNode.ENTRY_SIZE * view.u16le(0x4);
    int etChecksum = view.i32le(tail);
    if (!volume.checksums.matchesBlock(inode, generation, bytes, tail, etChecksum)) {
      throw volume.corrupt(
          inode, "the checksum of the extent tree's node in block " + block + " does not match");
    }
  }
}
