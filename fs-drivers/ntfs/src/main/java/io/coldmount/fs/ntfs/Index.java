package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import io.coldmount.block.ImageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The B+tree of one index: its root, and the blocks of its allocation as they are asked for.
 * Layout: {@code INDEX_ROOT}, {@code INDEX_ALLOCATION} of Linux-NTFS, "$INDEX_ROOT".
 */
final class Index {

  static final String OF_NAMES = "$I30";
  static final int MAXIMUM_ROOT = 64 << 10;

  /** With the fewest entries a block can have, 2^48 files need fewer levels. */
  static final int MAXIMUM_DEPTH = 48;

  private static final int ROOT_HEADER = 16;
  private static final int BLOCK_HEADER = 24;

  private final String source;
  private final ImageCache.Region<IndexNode> cache;
  private final long record;
  private final boolean ofNames;
  private final IndexNode root;
  private final @Nullable Content allocation;
  private final int blockSize;
  private final int vcnSize;

  private Index(
      String source,
      ImageCache.Region<IndexNode> cache,
      long record,
      boolean ofNames,
      IndexNode root,
      @Nullable Content allocation,
      int blockSize,
      int vcnSize) {
    this.source = source;
    this.cache = cache;
    this.record = record;
    this.ofNames = ofNames;
    this.root = root;
    this.allocation = allocation;
    this.blockSize = blockSize;
    this.vcnSize = vcnSize;
  }

  /**
   * @param cache keyed by {@code record} and block number, so for one index of each record alone
   */
  static Index open(
      String source,
      int clusterSize,
      ImageCache.Region<IndexNode> cache,
      long record,
      boolean ofNames,
      byte[] rootValue,
      @Nullable Content allocation)
      throws ImageException {
    ByteView b = new ByteView(source, 0, rootValue);
    long bytesPerIndexBuffer = b.u32le(8);
    b.require(
        bytesPerIndexBuffer >= 512
            && bytesPerIndexBuffer <= MAXIMUM_ROOT
            && Long.bitCount(bytesPerIndexBuffer) == 1,
        "the block size of the index of MFT record " + record,
        8,
        bytesPerIndexBuffer);
    int blockSize = (int) bytesPerIndexBuffer;
    return new Index(
        source,
        cache,
        record,
        ofNames,
        IndexNode.parse(source, 0, rootValue, ROOT_HEADER, ofNames),
        allocation,
        blockSize,
        clusterSize <= blockSize ? clusterSize : 512);
  }

  IndexNode root() {
    return root;
  }

  /** The number of blocks, in use or not. */
  long blockCount() {
    return allocation == null ? 0 : Math.min(allocation.size() / blockSize, Integer.MAX_VALUE);
  }

  /** The node of a child's virtual cluster number, as a parent entry gives it. */
  IndexNode child(long vcn) throws IOException {
    if (vcn < 0 || vcn >= Long.MAX_VALUE / vcnSize || vcn * vcnSize % blockSize != 0) {
      throw new CorruptException(
          source, "the index of MFT record " + record + " has no block at cluster " + vcn);
    }
    return block(vcn * vcnSize / blockSize);
  }

  IndexNode block(long number) throws IOException {
    long key = (record << 32) | number;
    IndexNode cached = cache.peek(key);
    if (cached == null) {
      cached = load(number);
      cache.put(key, cached);
    }
    return cached;
  }

  private IndexNode load(long number) throws IOException {
    if (allocation == null || number < 0 || number >= blockCount()) {
      throw new CorruptException(
          source,
          "the index of MFT record "
              + record
              + " has no block "
              + number
              + " among "
              + blockCount());
    }
    String what = "block " + number + " of the index of MFT record " + record;
    byte[] bytes = allocation.part(number * blockSize, blockSize);
    FixUp.apply(source, number * blockSize, bytes, 0, blockSize, "INDX", what);
    ByteView b = new ByteView(source, number * blockSize, bytes);
    b.require(
        b.u64le(16) == number * blockSize / vcnSize,
        "the cluster number of " + what,
        16,
        b.u64le(16));
    return IndexNode.parse(source, number * blockSize, bytes, BLOCK_HEADER, ofNames);
  }

  int weight() {
    return 120 + root.weight() + (allocation == null ? 0 : allocation.weight());
  }
}
