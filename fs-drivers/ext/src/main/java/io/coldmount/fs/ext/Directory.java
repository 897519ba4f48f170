package io.coldmount.fs.ext;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The names in a directory. */
final class Directory {

  /**
   * The most blocks that one call goes through: 2 GiB of 1 KiB blocks, what the kernel lets a
   * directory have that is not indexed.
   */
  private static final long MAX_BLOCKS = 1L << 21;

  /** After so many damaged blocks a call goes no further. */
  private static final int MAX_DAMAGED = 1000;

  private final Volume volume;
  private final Inode inode;
  private final boolean indexed;

  /** Made when it is first needed; two that are made at once are the same. */
  private @Nullable DirectoryBlocks blocks;

  Directory(Volume volume, Inode inode) {
    this.volume = volume;
    this.inode = inode;
    this.indexed =
        inode.flag(Inode.FLAG_INDEX) && volume.features().compat(Features.COMPAT_DIR_INDEX);
  }

  private boolean isInline() {
    return inode.flag(Inode.FLAG_INLINE_DATA);
  }

  private DirectoryBlocks blocks() throws IOException {
    DirectoryBlocks known = blocks;
    if (known == null) {
      known = new DirectoryBlocks(volume, inode, new FileData(volume, inode).map(), indexed);
      blocks = known;
    }
    return known;
  }

  /** The inode that a name leads to, or 0. */
  long find(FileName name) throws IOException {
    NameQuery query = query(name.bytes());
    if (query == null) {
      return 0;
    }
    if (isInline()) {
      for (DirectoryBlock part : InlineDirectory.parts(volume, inode)) {
        long found = search(part, query);
        if (found != 0) {
          return found;
        }
      }
      return 0;
    }
    return find(query, blocks());
  }

  private long find(NameQuery query, DirectoryBlocks blocks) throws IOException {
    if (indexed && blocks.count() > 1) {
      try {
        var tree = new HashTree(volume, blocks);
        int version = tree.hashVersion();
        if (query.hasHash(version)) {
          long found = tree.find(query.hash(version, volume.superblock.hashSeed()), query);
          if (found != 0 || query.isHashCertain()) {
            return found;
          }
        }
      } catch (CorruptException e) {
        return findWithoutIndex(query, blocks); // which tells of damage that matters
      }
    }
    return findWithoutIndex(query, blocks);
  }

  /**
   * Goes through all blocks. One that cannot be read matters only if the name is in no other; the
   * nodes of an index hold no names.
   */
  private long findWithoutIndex(NameQuery query, DirectoryBlocks blocks) throws IOException {
    CorruptException damage = null;
    int damaged = 0;
    long count = blocks.count();
    for (long block = 0; block < count && damaged < MAX_DAMAGED; block++) {
      checkBound(block);
      try {
        DirectoryBlock decoded = blocks.blockAndAhead(block, blocks.run(block));
        long found = blocks.isIndex(decoded, block) ? 0 : search(decoded, query);
        if (found != 0) {
          return found;
        }
      } catch (CorruptException e) {
        boolean root = indexed && block == 0;
        damage = damage == null && !root ? e : damage;
        damaged++;
      }
    }
    if (damage != null) {
      throw damage;
    }
    return 0;
  }

  private void checkBound(long blocks) throws CorruptException {
    if (blocks >= MAX_BLOCKS) {
      throw volume.corrupt(
          inode.number(), "the directory has more than " + MAX_BLOCKS + " blocks to search");
    }
  }

  /** The inode of the entry that the query matches, or 0. */
  static long search(DirectoryBlock block, NameQuery query) throws CorruptException {
    int end = block.end();
    int length;
    for (int at = block.from(); at < end; at += length) {
      length = block.recordLength(at);
      int name = at + DirectoryBlock.HEADER_SIZE;
      if (block.inode(at) != 0 && query.matches(block.bytes(), name, block.nameLength(at))) {
        return block.inode(at);
      }
    }
    return 0;
  }

  private @Nullable NameQuery query(byte[] name) {
    if (inode.flag(Inode.FLAG_ENCRYPTED)) {
      return NokeyName.decode(name);
    }
    if (isCasefolded()) {
      var folded = new FoldedName(name);
      return folded.isText() || !isStrict() ? folded : null;
    }
    return new NameQuery.Exact(name);
  }

  private boolean isCasefolded() {
    return inode.flag(Inode.FLAG_CASEFOLD)
        && volume.features().incompat(Features.INCOMPAT_CASEFOLD);
  }

  /** {@code EXT4_ENC_STRICT_MODE_FL}. */
  private boolean isStrict() {
    return (volume.superblock.encodingFlags() & 1) != 0;
  }

  /** The number of the directory above. */
  long parent() throws IOException {
    if (isInline()) {
      return InlineDirectory.parent(inode);
    }
    DirectoryBlock block = blocks().block(0);
    int second = block.recordLength(0);
    if (second < block.end() && block.recordLength(second) > 0 && block.isDots(second)) {
      return block.inode(second);
    }
    throw block.corrupt("the directory does not name the one above it", second);
  }

  /** Lists the entries; cursors are positions of bytes in the directory. */
  void list(long cursor, DirectorySink sink) throws IOException {
    var listing = new Listing(volume, inode, cursor, sink);
    if (isInline()) {
      long position = 0;
      for (DirectoryBlock part : InlineDirectory.parts(volume, inode)) {
        if (!listing.add(part, position)) {
          return;
        }
        position += part.end();
      }
    } else if (!listBlocks(cursor, listing)) {
      return;
    }
    listing.end();
  }

  private boolean listBlocks(long cursor, Listing listing) throws IOException {
    DirectoryBlocks blocks = blocks();
    listing.showHash(nameHash(blocks));
    int bits = volume.blockSizeBits();
    long count = blocks.count();
    long start = Math.max(0, cursor) >>> bits;
    for (long block = start; block < count && listing.damaged() < MAX_DAMAGED; block++) {
      checkBound(block - start);
      try {
        Run run = blocks.run(block);
        if (run.isNothing()) {
          listing.addDamage(holeError(block));
          block = run.end() - 1;
          continue;
        }
        if (!listing.add(blocks.blockAndAhead(block, run), block << bits)) {
          return false;
        }
      } catch (ImageException e) {
        listing.addDamage(e);
      }
    }
    return true;
  }

  private CorruptException holeError(long block) {
    return volume.corrupt(inode.number(), "block " + block + " of the directory is a hole");
  }

  /**
   * Which hash an encrypted name shows: the kernel lists an indexed directory, and one that could
   * be, by hash.
   */
  private int nameHash(DirectoryBlocks blocks) throws IOException {
    if (!inode.flag(Inode.FLAG_ENCRYPTED)) {
      return Listing.NO_HASH;
    }
    if (isCasefolded()) {
      return DirectoryHash.SIPHASH;
    }
    if (!volume.features().compat(Features.COMPAT_DIR_INDEX) || (!indexed && blocks.count() != 1)) {
      return Listing.NO_HASH;
    }
    HashSeed seed = volume.superblock.hashSeed();
    int fallback = DirectoryHash.version(seed.defaultVersion(), seed);
    try {
      return indexed ? new HashTree(volume, blocks).hashVersion() : fallback;
    } catch (CorruptException e) {
      return fallback;
    }
  }
}
