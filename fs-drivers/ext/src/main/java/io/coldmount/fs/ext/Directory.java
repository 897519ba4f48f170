package io.coldmount.fs.ext;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
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
    return new DirectoryBlocks(volume, inode, new FileData(volume, inode).map(), indexed);
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
    var listing = new Listing(cursor, sink);
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
    if (listing.damage != null) {
      throw listing.damage;
    }
  }

  private boolean listBlocks(long cursor, Listing listing) throws IOException {
    DirectoryBlocks blocks = blocks();
    listing.nameHash = nameHash(blocks);
    int bits = volume.blockSizeBits();
    long count = blocks.count();
    long start = Math.max(0, cursor) >>> bits;
    for (long block = start; block < count && listing.damaged < MAX_DAMAGED; block++) {
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

  /** A listing on its way through the parts of a directory. */
  private final class Listing {

    private static final int NO_HASH = -1;

    private final long cursor;
    private final DirectorySink sink;
    private final boolean typed = volume.features().incompat(Features.INCOMPAT_FILETYPE);
    private int nameHash = NO_HASH;
    private @Nullable ImageException damage;
    private int damaged;

    Listing(long cursor, DirectorySink sink) {
      this.cursor = cursor;
      this.sink = sink;
    }

    void addDamage(ImageException e) {
      damage = damage == null ? e : damage;
      damaged++;
    }

    /**
     * Gives the entries of a part to the sink.
     *
     * @param position of the part in the directory
     * @return whether to go on
     */
    boolean add(DirectoryBlock part, long position) {
      try {
        int length;
        for (int at = part.from(); at < part.end(); at += length) {
          length = part.recordLength(at);
          if (position + at >= cursor
              && part.inode(at) != 0
              && !part.isDots(at)
              && !addEntry(part, at, position + at + length)) {
            return false;
          }
        }
      } catch (CorruptException e) {
        addDamage(e); // the rest of the part is lost, the next one is not
      }
      return true;
    }

    private boolean addEntry(DirectoryBlock part, int at, long next) {
      FileName name = name(part, at);
      long number = part.inode(at);
      if (name == null || !name.isEntryName()) {
        addDamage(part.corrupt("a directory entry has a name that no file can have", at));
        return true;
      }
      if (!volume.superblock.isFileInode(number)) {
        addDamage(part.corrupt("the directory entry " + name + " names inode " + number, at));
        return true;
      }
      FileType type = typed ? part.type(at) : null;
      return sink.entry(new DirectorySink.Entry(name, number, type, next));
    }

    private @Nullable FileName name(DirectoryBlock part, int at) {
      if (!inode.flag(Inode.FLAG_ENCRYPTED)) {
        return part.name(at);
      }
      int start = at + DirectoryBlock.HEADER_SIZE;
      int length = part.nameLength(at);
      if (length < NokeyName.MIN_ENCRYPTED) {
        return null;
      }
      return FileName.of(NokeyName.encode(hashes(part, at), part.bytes(), start, length));
    }

    private long hashes(DirectoryBlock part, int at) {
      if (nameHash == NO_HASH) {
        return 0;
      }
      if (nameHash == DirectoryHash.SIPHASH) {
        return part.storedHashes(at);
      }
      return DirectoryHash.of(part.name(at).bytes(), nameHash, volume.superblock.hashSeed());
    }
  }
}
