package io.coldmount.fs.ntfs;

import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file, directory, link or device of the volume. */
final class NtfsNode implements CachedNode {

  private final NtfsVolume volume;
  private final long number;
  private final Stat stat;
  private final int reparseTag;
  private final @Nullable FileName target;

  // Both are made once from the same immutable bytes, so that a race costs time alone.
  private volatile @Nullable Content data;
  private volatile @Nullable Directory directory;

  NtfsNode(
      NtfsVolume volume,
      long number,
      Stat stat,
      int reparseTag,
      @Nullable FileName target,
      @Nullable Content data) {
    this.volume = volume;
    this.number = number;
    this.stat = stat;
    this.reparseTag = reparseTag;
    this.target = target;
    this.data = data;
  }

  @Override
  public long id() {
    return NodeId.of(number);
  }

  long number() {
    return number;
  }

  Stat stat() {
    return stat;
  }

  int reparseTag() {
    return reparseTag;
  }

  @Override
  public Attributes attributes() {
    return stat.attributes();
  }

  @Override
  public int weight() {
    Content content = data;
    Directory names = directory;
    return 320
        + (target == null ? 0 : target.length())
        + (content == null ? 0 : content.weight())
        + (names == null ? 0 : names.weight());
  }

  @Override
  public @Nullable Node lookup(FileName name) throws IOException {
    String units = Utf16.units(name);
    if (units == null) {
      return null;
    }
    int colon = units.indexOf(':');
    if (colon > 0 && volume.settings().streams() == Settings.Streams.WINDOWS) {
      CachedNode file = child(units.substring(0, colon));
      return file == null ? null : file.stream(Utf16.fileName(units.substring(colon + 1)));
    }
    return child(units);
  }

  private @Nullable CachedNode child(String name) throws IOException {
    long reference = names().find(name, !volume.settings().caseSensitive());
    if (reference == Directory.ABSENT) {
      return null;
    }
    NtfsNode node;
    try {
      node = volume.node(Reference.number(reference));
    } catch (NoSuchFileException e) {
      throw new CorruptException(
          volume.name(),
          "directory " + number + " names a file that is not there: " + e.getReason());
    }
    int sequence = Reference.sequence(reference);
    if (sequence != 0 && node.stat.sequence() != sequence) {
      throw new CorruptException(
          volume.name(),
          "directory "
              + number
              + " names generation "
              + sequence
              + " of MFT record "
              + node.number
              + ", which is in its generation "
              + node.stat.sequence());
    }
    return isHidden(node) ? null : node;
  }

  private boolean isHidden(NtfsNode node) {
    return volume.settings().links() == Settings.Links.HIDE
        && node.stat.type() == FileType.SYMBOLIC_LINK;
  }

  @Override
  public void list(long cursor, DirectorySink sink) throws IOException {
    var listing = new Listing(volume, number == Reference.ROOT, sink);
    names().list(cursor, listing);
    listing.finish();
  }

  private Directory names() throws IOException {
    Directory names = directory;
    if (names == null) {
      requireType(FileType.DIRECTORY);
      names = volume.directory(volume.inode(number));
      directory = names;
      volume.weigh(this);
    }
    return names;
  }

  @Override
  public long parentId() throws IOException {
    return NodeId.of(Parents.of(volume, volume.inode(number)));
  }

  @Override
  public int read(long position, ByteBuffer to) throws IOException {
    return data().read(position, to);
  }

  @Override
  public Extent extent(long position, long length) throws IOException {
    return data().extent(position, length);
  }

  private Content data() throws IOException {
    Content content = data;
    if (content == null) {
      requireType(FileType.REGULAR);
      Inode inode = volume.inode(number);
      var information = NodeLoader.information(inode, volume.name());
      content =
          FileData.open(volume, inode, NodeLoader.reparse(volume, inode, information), information);
      data = content;
      volume.weigh(this);
    }
    return content;
  }

  private void requireType(FileType type) {
    if (stat.type() != type) {
      throw new IllegalStateException(
          "MFT record " + number + " is of type " + stat.type() + ", not " + type);
    }
  }

  @Override
  public FileName readLink() {
    if (target == null) {
      throw new IllegalStateException("MFT record " + number + " is no link");
    }
    return target;
  }

  @Override
  public List<FileName> xattrNames() throws IOException {
    return new NtfsXattrs(volume, this).names();
  }

  @Override
  public List<FileName> unlistedXattrNames() {
    return NtfsXattrs.UNLISTED;
  }

  @Override
  public byte @Nullable [] xattr(FileName name) throws IOException {
    return NtfsXattrs.mayExist(name) ? new NtfsXattrs(volume, this).value(name) : null;
  }

  @Override
  public List<Stream> streams() throws IOException {
    return new NamedStreams(volume, this).list();
  }

  @Override
  public @Nullable Node stream(FileName name) throws IOException {
    return new NamedStreams(volume, this).find(name);
  }
}
