package io.coldmount.fs.sleuthkit;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import io.coldmount.block.UnavailableException;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.fs.OpenOptions;
import io.coldmount.fs.sleuthkit.child.Frames;
import io.coldmount.fs.sleuthkit.process.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file system, or a container of several, that libtsk has open. */
final class SleuthkitFileSystem implements FileSystem {

  private static final int NAME_MAXIMUM = 255;

  /** The records before are those of $MFT and its like, and some that are kept free. */
  private static final int NTFS_FIRST_USER_RECORD = 24;

  private final Connection connection;
  private final Found found;
  private final List<OpenVolume> volumes;
  private final NodeIds ids;
  private final HiddenNames hidden;
  private final List<Condition> conditions;
  private final ImageCache.Region<SleuthkitNode> nodes;
  private final ImageCache.Region<Page> pages;
  private final ImageCache.Region<Content> contents;
  private final ImageCache.Region<Details> details;

  private SleuthkitFileSystem(
      Connection connection, BlockSource source, Found found, ImageCache cache) throws IOException {
    this.connection = connection;
    this.found = found;
    List<OpenVolume> opened = new ArrayList<>();
    ByteBuffer answer = connection.open();
    for (TskVolumeInfo info : OpenVolume.understood(source, () -> TskVolumeInfo.parse(answer))) {
      opened.add(new OpenVolume(connection, source, opened.size(), info));
    }
    if (opened.isEmpty()) {
      throw new CorruptException(source.name(), "libtsk finds no volume in it");
    }
    this.volumes = List.copyOf(opened);
    this.ids = new NodeIds(source, found.format(), volumes.getFirst().info().rootInode());
    this.hidden = new HiddenNames(found.format());
    this.conditions = States.of(source, found.format());
    this.nodes = cache.region(SleuthkitNode::weight);
    this.pages = cache.region(Page::weight);
    this.contents = cache.region(Content::weight);
    this.details = cache.region(Details::weight);
  }

  static SleuthkitFileSystem open(
      BlockSource source, Found found, OpenOptions options, int timeoutSeconds) throws IOException {
    Connection connection = new Connection(source, found.format().number(), timeoutSeconds);
    try {
      SleuthkitFileSystem opened =
          new SleuthkitFileSystem(connection, source, found, options.cache());
      if (opened.volumes.size() == 1) {
        opened.requireOpen(opened.volumes.getFirst());
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  BlockSource source() {
    return volumes.getFirst().source();
  }

  List<OpenVolume> volumes() {
    return volumes;
  }

  /** The process, for tests. */
  Connection connection() {
    return connection;
  }

  private boolean isContainer() {
    return volumes.size() > 1;
  }

  private void requireOpen(OpenVolume volume) throws IOException {
    String problem = volume.info().problem();
    if (problem.contains("encrypted")) {
      throw new UnavailableException(
          source().name(), UnavailableException.Reason.ENCRYPTED, problem);
    }
    if (!problem.isEmpty()) {
      throw new CorruptException(source().name(), problem);
    }
  }

  @Override
  public String format() {
    return switch (found.format()) {
      case EXT, FAT, NTFS -> volumes.getFirst().info().type();
      case HFS_PLUS, UFS, APFS, ISO9660, YAFFS2 -> found.probe().format();
    };
  }

  @Override
  public String label() {
    return found.format() == Format.APFS && !isContainer()
        ? volumes.getFirst().info().name()
        : found.probe().label();
  }

  @Override
  public String uuid() {
    return found.probe().uuid();
  }

  @Override
  public List<Condition> conditions() {
    return conditions;
  }

  /** libtsk does not tell how much is free. */
  @Override
  public Statistics statistics() {
    TskVolumeInfo first = volumes.getFirst().info();
    return new Statistics(first.blockSize(), first.blocks(), 0, 0, 0, 0, NAME_MAXIMUM);
  }

  @Override
  public Node root() throws IOException {
    return isContainer() ? new ContainerFolder(this) : node(rootOf(volumes.getFirst()));
  }

  long rootOf(OpenVolume volume) throws IOException {
    return ids.of(volume.index(), volume.info().rootInode());
  }

  /** The id of an inode. */
  long idOf(OpenVolume volume, long inode) throws IOException {
    return ids.of(volume.index(), inode);
  }

  @Override
  public Node node(long id) throws IOException {
    if (id == NodeIds.CONTAINER && isContainer()) {
      return root();
    }
    return nodes.get(id, this::load);
  }

  private SleuthkitNode load(long id) throws IOException {
    if (id <= 0) {
      throw new NoSuchFileException(source().name() + ": there is no node " + id);
    }
    int stream = ids.stream(id);
    if (stream >= 0) {
      return loadStream(id, stream);
    }
    Details known = details(id);
    return new SleuthkitNode(this, id, known.metadata().attributes(), known.link(), 0);
  }

  private SleuthkitNode loadStream(long id, int number) throws IOException {
    long file = ids.of(0, ids.inode(id));
    for (TskAttribute attribute : details(file).attributes()) {
      if (attribute.isStream() && attribute.id() == number) {
        return streamNode(file, attribute);
      }
    }
    throw new NoSuchFileException(source().name() + ": there is no node " + id);
  }

  SleuthkitNode streamNode(long file, TskAttribute attribute) throws IOException {
    long id = ids.ofStream(file, attribute.id());
    if (id == 0) {
      throw new CorruptException(source().name(), "node " + file + " has too many attributes");
    }
    var attributes =
        new StreamAttributes(details(file).metadata().attributes(), attribute.size()).attributes();
    return new SleuthkitNode(this, id, attributes, FileName.of(""), 0);
  }

  boolean isStream(long id) {
    return ids.stream(id) >= 0;
  }

  /** Whether files have named streams. */
  boolean hasStreams() {
    return found.format() == Format.NTFS;
  }

  /** Whether an inode is one that the format keeps for itself. */
  boolean isReserved(long inode) {
    return found.format() == Format.NTFS && inode < NTFS_FIRST_USER_RECORD;
  }

  boolean hasXattrs() {
    return found.format() == Format.HFS_PLUS || found.format() == Format.APFS;
  }

  private OpenVolume volume(long id) throws IOException {
    int index = ids.volume(id);
    if (index >= volumes.size()) {
      throw new NoSuchFileException(source().name() + ": there is no node " + id);
    }
    OpenVolume volume = volumes.get(index);
    requireOpen(volume);
    return volume;
  }

  Details details(long id) throws IOException {
    return details.get(id, key -> volume(key).stat(ids.inode(key)));
  }

  /** What a file or stream holds. */
  Content content(long id) throws IOException {
    int stream = ids.stream(id);
    return contents.get(
        id,
        key ->
            stream < 0
                ? content(key, Frames.DEFAULT_ATTRIBUTE, 0)
                : content(ids.of(0, ids.inode(key)), TskAttribute.NTFS_DATA, stream));
  }

  /** What an attribute of a file holds. */
  Content content(long id, int type, int attribute) throws IOException {
    OpenVolume volume = volume(id);
    long inode = ids.inode(id);
    return new Content(volume, inode, type, attribute, volume.runs(inode, type, attribute));
  }

  /** What an inode holds that no file has, remembered under {@code id}. */
  Content contentOf(long id, OpenVolume volume, long inode) throws IOException {
    int whole = Frames.DEFAULT_ATTRIBUTE;
    return contents.get(
        id, key -> new Content(volume, inode, whole, 0, volume.runs(inode, whole, 0)));
  }

  /** A page of the folder {@code id}. */
  Page page(long id, int number) throws IOException {
    long key = id | ((long) number << ID_BITS);
    Page known = pages.peek(key);
    if (known == null) {
      known = makePage(id, number);
      pages.put(key, known);
    }
    return known;
  }

  private Page makePage(long id, int number) throws IOException {
    OpenVolume volume = volume(id);
    int first = number * Page.SIZE;
    OpenVolume.Listing listing = volume.list(ids.inode(id), first, Page.SIZE);
    boolean inRoot = ids.inode(id) == volume.info().rootInode();
    List<DirectorySink.Entry> entries = new ArrayList<>();
    String problem = "";
    for (int i = 0; i < listing.entries().size(); i++) {
      Listed listed = listing.entries().get(i);
      if (listed.deleted() || hidden.hides(listed, inRoot)) {
        continue;
      }
      if (listed.name().isEntryName()) {
        entries.add(entry(volume, id, listed, first + i + 1L));
      } else {
        problem = "the folder of node " + id + " has an entry with an impossible name";
      }
    }
    return Page.of(listing.total(), entries, problem);
  }

  private DirectorySink.Entry entry(OpenVolume volume, long parent, Listed listed, long next)
      throws IOException {
    long id = ids.of(volume.index(), listed.inode());
    Metadata metadata = listed.metadata();
    FileType type = Metadata.nameType(listed.nameType());
    if (metadata != null) {
      type = metadata.attributes().type();
      SleuthkitNode known = nodes.peek(id);
      if (known == null || !known.hasParent()) {
        nodes.put(id, new SleuthkitNode(this, id, metadata.attributes(), listed.link(), parent));
      }
    }
    return new DirectorySink.Entry(listed.name(), id, type, next);
  }

  /** The id of the folder that holds the folder {@code id}. */
  long parentOf(long id) throws IOException {
    OpenVolume volume = volume(id);
    long root = rootOf(volume);
    if (id == root) {
      return isContainer() ? NodeIds.CONTAINER : root;
    }
    Long parent = new ParentSearch(this, id).below(root);
    if (parent == null) {
      throw new NoSuchFileException(source().name() + ": no folder holds node " + id);
    }
    return parent;
  }

  @Override
  public void close() {
    connection.close();
    nodes.clear();
    pages.clear();
    contents.clear();
    details.clear();
  }

  /** The bytes at a place of the volume, for what its header says of its state. */
  static @Nullable ByteView header(BlockSource source, long position, int length)
      throws IOException {
    return source.size() - position < length ? null : source.view(position, length);
  }
}
