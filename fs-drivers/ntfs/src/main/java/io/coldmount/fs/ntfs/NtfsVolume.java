package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import io.coldmount.block.ImageException;
import io.coldmount.block.NeighbourCache;
import io.coldmount.fs.FileSystem.Condition;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the files of an open volume share: its bytes, its table, its caches and settings. */
final class NtfsVolume {

  /** About what a file in one run takes. */
  private static final int USUAL_NODE = 600;

  private final BlockSource source;
  private final BootSector boot;
  private final Settings settings;
  private final Mft mft;
  private UpCase upCase = UpCase.ofUnicode(); // the volume's own before anyone else sees this
  private final ImageCache.Region<IndexNode> directoryBlocks;
  private final ImageCache.Region<byte[]> chunks;
  private final NeighbourCache<NtfsNode> nodes;
  private final ImageCache.Region<CachedNode> streams;
  private final ImageCache.Region<IndexNode> viewBlocks;
  private final AtomicLong nextContent = new AtomicLong();

  NtfsVolume(BlockSource source, BootSector boot, Settings settings, Mft mft, ImageCache cache) {
    this.source = source;
    this.boot = boot;
    this.settings = settings;
    this.mft = mft;
    this.directoryBlocks = cache.region(IndexNode::weight);
    this.viewBlocks = cache.region(IndexNode::weight);
    this.nodes = new NeighbourCache<>(cache, NtfsNode::weight, USUAL_NODE);
    this.streams = cache.region(CachedNode::weight);
    this.chunks = cache.region(chunk -> chunk.length + 16);
  }

  BlockSource source() {
    return source;
  }

  String name() {
    return source.name();
  }

  BootSector boot() {
    return boot;
  }

  Settings settings() {
    return settings;
  }

  Mft mft() {
    return mft;
  }

  /** Reads the volume's own table; says so if that cannot be had. For the opening thread. */
  Optional<Condition> loadUpCase() throws IOException {
    try {
      byte[] table = value(inode(Reference.UP_CASE), AttributeType.DATA, "", 2 * UpCase.SIZE);
      if (table == null) {
        throw new CorruptException(name(), "$UpCase has no data");
      }
      upCase = UpCase.parse(name(), table);
      return Optional.empty();
    } catch (ImageException | NoSuchFileException e) {
      return Optional.of(
          new Condition(
              Condition.Kind.ERRORS_RECORDED,
              "The table of upper-case letters cannot be read ("
                  + e.getMessage()
                  + "), so names are compared by the rules of Unicode."));
    }
  }

  UpCase upCase() {
    return upCase;
  }

  /**
   * The node of an id.
   *
   * @throws NoSuchFileException if there is none
   */
  CachedNode nodeById(long id) throws IOException {
    int stream = NodeId.stream(id);
    if (stream == 0) {
      return node(NodeId.record(id));
    }
    CachedNode cached = streams.peek(id);
    if (cached == null) {
      cached = new NamedStreams(this, node(NodeId.record(id))).byOrdinal(stream);
      streams.put(id, cached);
    }
    return cached;
  }

  NtfsNode node(long number) throws IOException {
    NtfsNode cached = nodes.peek(number);
    if (cached != null) {
      return cached;
    }
    if (number < 0 || number > NodeId.MAXIMUM_RECORD) {
      throw new NoSuchFileException(name(), null, "there is no MFT record " + number);
    }
    NtfsNode loaded = NodeLoader.load(this, number);
    nodes.put(number, loaded);
    return loaded;
  }

  /** Tells the cache that a node has grown. */
  void weigh(NtfsNode node) {
    nodes.grown(node.number(), node);
  }

  Inode inode(long number) throws IOException {
    return Inode.load(mft, source, boot, number);
  }

  /** The content of an attribute, or null if the inode has none of that type and name. */
  @Nullable Content content(Inode inode, int type, String name) throws IOException {
    Attribute attribute = inode.find(type, name);
    return attribute == null ? null : AttributeContent.open(this, inode.base().number(), attribute);
  }

  /** A cache for the decompressed pieces of one content. */
  ChunkCache chunkCache() {
    return new ChunkCache(chunks, nextContent.getAndIncrement());
  }

  /** The value of an attribute that is known to be small, or null if there is none. */
  byte @Nullable [] value(Inode inode, int type, String name, int most) throws IOException {
    Content content = content(inode, type, name);
    return content == null
        ? null
        : content.all(name(), new Subject(type, inode.base().number()), most);
  }

  /** The names in a directory. */
  Directory directory(Inode inode) throws IOException {
    long number = inode.base().number();
    byte[] root = value(inode, AttributeType.INDEX_ROOT, Index.OF_NAMES, Index.MAXIMUM_ROOT);
    if (root == null) {
      throw new CorruptException(name(), "directory " + number + " has no $INDEX_ROOT");
    }
    Content allocation = content(inode, AttributeType.INDEX_ALLOCATION, Index.OF_NAMES);
    var index =
        Index.open(name(), boot.clusterSize(), directoryBlocks, number, true, root, allocation);
    Content bitmap = null;
    CorruptException bitmapDamage = null;
    if (allocation != null) {
      try {
        bitmap = content(inode, AttributeType.BITMAP, Index.OF_NAMES);
        if (bitmap == null) {
          bitmapDamage = new CorruptException(name(), "directory " + number + " has no $BITMAP");
        }
      } catch (CorruptException e) {
        bitmapDamage = e;
      }
    }
    return new Directory(name(), index, bitmap, bitmapDamage, upCase);
  }

  SecurityDescriptors securityDescriptors() throws IOException {
    return SecurityDescriptors.open(this, viewBlocks);
  }

  /** An object id with its birth ids, where the volume has them. */
  byte[] fullObjectId(byte[] objectId) throws IOException {
    return ObjectIds.full(this, objectId, viewBlocks);
  }

  int clusterShift() {
    return Integer.numberOfTrailingZeros(boot.clusterSize());
  }

  void close() {
    mft.close();
    directoryBlocks.clear();
    chunks.clear();
    nodes.clear();
    streams.clear();
    viewBlocks.clear();
  }
}
