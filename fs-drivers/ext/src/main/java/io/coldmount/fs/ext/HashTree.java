package io.coldmount.fs.ext;

import io.coldmount.block.CorruptException;
import java.io.IOException;

/**
 * The index of a directory: a tree over the hashes of its names, whose leaves are ordinary blocks
 * of entries. Layout: kernel documentation, filesystems/ext4/directory, "Hash Tree Directories".
 */
final class HashTree {

  /**
   * Where the entries of the root begin, behind the entries of the two dots and the root's info.
   */
  static final int ROOT_ENTRIES = 0x20;

  /** Where those of any other node begin, behind an empty directory entry. */
  static final int NODE_ENTRIES = 0x8;

  static final int ENTRY_SIZE = 8;

  /** The checksum of a node and a reserved word. */
  static final int TAIL_SIZE = 8;

  /** The kernel's limits on the levels below the root. */
  private static final int MAX_LEVELS = 1;

  private static final int MAX_LEVELS_LARGEDIR = 2;

  /** Names of one hash fill a few leaves; more is an attempt to keep the reader busy. */
  private static final int MAX_COLLISION_LEAVES = 1 << 14;

  private static final int BLOCK_MASK = 0x0FFFFFFF;

  private final Volume volume;
  private final DirectoryBlocks blocks;
  private final DirectoryBlock root;
  private final int levels;

  HashTree(Volume volume, DirectoryBlocks blocks) throws IOException {
    this.volume = volume;
    this.blocks = blocks;
    this.root = blocks.block(0);
    int reservedZero = root.i32(0x18);
    int infoLength = root.bytes()[0x1D] & 0xFF;
    if (reservedZero != 0 || infoLength != 8) {
      throw root.corrupt("the root of the directory's index is damaged", 0x18);
    }
    this.levels = root.bytes()[0x1E] & 0xFF;
    boolean large = volume.features().incompat(Features.INCOMPAT_LARGEDIR);
    if (levels > (large ? MAX_LEVELS_LARGEDIR : MAX_LEVELS)) {
      throw root.corrupt("the directory's index has " + levels + " levels below its root", 0x1E);
    }
    if (hashVersion() > DirectoryHash.SIPHASH) {
      throw root.corrupt("the directory's index has the hash version " + hashVersion(), 0x1C);
    }
  }

  /** The function that gives the hashes of this index. */
  int hashVersion() {
    return DirectoryHash.version(root.bytes()[0x1C] & 0xFF, volume.superblock.hashSeed());
  }

  /**
   * Looks for a name in the leaves that its hash leads to.
   *
   * @return its inode, or 0
   */
  long find(int hash, NameQuery query) throws IOException {
    DirectoryBlock[] nodes = new DirectoryBlock[levels + 1];
    int[] chosen = new int[levels + 1];
    nodes[0] = root;
    chosen[0] = choose(root, hash);
    descend(nodes, chosen, 0, hash);
    for (int leaf = 0; leaf < MAX_COLLISION_LEAVES; leaf++) {
      DirectoryBlock block = leaf(target(nodes[levels], chosen[levels]));
      long found = Directory.search(block, query);
      if (found != 0) {
        return found;
      }
      checkLeaf(block, nodes, chosen, query);
      if (!advance(nodes, chosen, hash)) {
        return 0;
      }
    }
    throw root.corrupt("the directory's index gives too many leaves to one hash", ROOT_ENTRIES);
  }

  /** Fills the path below {@code level} with what the hash leads to. */
  private void descend(DirectoryBlock[] nodes, int[] chosen, int level, int hash)
      throws IOException {
    for (int i = level + 1; i <= levels; i++) {
      nodes[i] = node(target(nodes[i - 1], chosen[i - 1]));
      chosen[i] = choose(nodes[i], hash);
    }
  }

  private DirectoryBlock node(long block) throws IOException {
    DirectoryBlock node = blocks.block(block);
    if (!node.isIndexNode()) {
      throw node.corrupt("a node of the directory's index is missing", 0);
    }
    return node;
  }

  /** Goes to the next leaf if names of the same hash go on there. */
  private boolean advance(DirectoryBlock[] nodes, int[] chosen, int hash) throws IOException {
    int level = levels;
    while (chosen[level] + 1 >= count(nodes[level])) {
      if (level == 0) {
        return false;
      }
      level--;
    }
    chosen[level]++;
    if ((hashAt(nodes[level], chosen[level]) & ~1) != hash) {
      return false;
    }
    for (int i = level + 1; i <= levels; i++) {
      nodes[i] = node(target(nodes[i - 1], chosen[i - 1]));
      chosen[i] = 0;
    }
    return true;
  }

  private DirectoryBlock leaf(long block) throws IOException {
    DirectoryBlock leaf = blocks.block(block);
    if (blocks.isIndex(leaf, block)) {
      throw leaf.corrupt("the directory's index has a node where a leaf should be", 0);
    }
    return leaf;
  }

  /**
   * Before a name is said to be missing: where no checksum guards the index, the names of the leaf
   * must have the hashes that the index gives it.
   */
  private void checkLeaf(DirectoryBlock leaf, DirectoryBlock[] nodes, int[] chosen, NameQuery query)
      throws CorruptException {
    int version = hashVersion();
    if (volume.checksums.verified() || !query.hashesBytes(version)) {
      return;
    }
    int low = 0;
    int high = -1;
    for (int level = 0; level <= levels; level++) {
      low = chosen[level] > 0 ? hashAt(nodes[level], chosen[level]) & ~1 : low;
      boolean last = chosen[level] + 1 >= count(nodes[level]);
      high = last ? high : hashAt(nodes[level], chosen[level] + 1);
    }
    int length;
    for (int at = leaf.from(); at < leaf.end(); at += length) {
      length = leaf.recordLength(at);
      if (leaf.inode(at) != 0) {
        byte[] name = leaf.name(at).bytes();
        int hash = (int) (DirectoryHash.of(name, version, volume.superblock.hashSeed()) >>> 32);
        if (Integer.compareUnsigned(hash, low) < 0 || Integer.compareUnsigned(hash, high) > 0) {
          throw leaf.corrupt("the directory's index leads to names of another hash", at);
        }
      }
    }
  }

  private int entries(DirectoryBlock node) {
    return node.isIndexNode() ? NODE_ENTRIES : ROOT_ENTRIES;
  }

  /** How many entries a node has, after a look at its limits. */
  private int count(DirectoryBlock node) throws CorruptException {
    int entries = entries(node);
    int tail = volume.features().metadataChecksums() ? TAIL_SIZE : 0;
    int room = (node.end() - entries - tail) / ENTRY_SIZE;
    int limit = node.u16(entries);
    int count = node.u16(entries + 2);
    if (limit != room || count == 0 || count > limit) {
      throw node.corrupt(
          "a node of the directory's index has "
              + count
              + " of "
              + limit
              + " entries, and room for "
              + room,
          entries);
    }
    return count;
  }

  /** The last entry whose hash is not above {@code hash}; the first one has no hash of its own. */
  private int choose(DirectoryBlock node, int hash) throws CorruptException {
    int low = 1;
    int high = count(node) - 1;
    if (!volume.checksums.verified()) {
      checkOrder(node, high);
    }
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Integer.compareUnsigned(hashAt(node, middle), hash) > 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return low - 1;
  }

  private void checkOrder(DirectoryBlock node, int last) throws CorruptException {
    for (int i = 2; i <= last; i++) {
      if (Integer.compareUnsigned(hashAt(node, i - 1), hashAt(node, i)) > 0) {
        throw node.corrupt(
            "the hashes of a node of the directory's index do not rise",
            entries(node) + ENTRY_SIZE * i);
      }
    }
  }

  private int hashAt(DirectoryBlock node, int index) {
    return node.i32(entries(node) + ENTRY_SIZE * index);
  }

  private long target(DirectoryBlock node, int index) throws CorruptException {
    long block = node.i32(entries(node) + ENTRY_SIZE * index + 4) & BLOCK_MASK;
    if (block == 0 || block >= blocks.count()) {
      throw node.corrupt(
          "the directory's index points to block " + block + " of " + blocks.count(),
          entries(node) + ENTRY_SIZE * index + 4);
    }
    return block;
  }
}
