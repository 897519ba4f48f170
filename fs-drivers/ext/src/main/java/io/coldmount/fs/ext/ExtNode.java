package io.coldmount.fs.ext;

import io.coldmount.block.Extent;
import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnavailableException.Reason;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file, directory, link or device. */
final class ExtNode implements Node {

  /** What a node holds on average: the inode, its 60 bytes, four times, the attributes, a map. */
  static final int WEIGHT = 800;

  private final Volume volume;
  private final Inode inode;
  private final Attributes attributes;

  /** Made when it is first needed; two that are made at once are the same. */
  private @Nullable FileData data;

  private @Nullable InlineData inline;

  private @Nullable Directory directory;

  ExtNode(Volume volume, Inode inode) throws IOException {
    this.volume = volume;
    this.inode = inode;
    this.attributes = InodeAttributes.of(volume, inode);
  }

  int weight() {
    return WEIGHT;
  }

  Inode inode() {
    return inode;
  }

  @Override
  public long id() {
    return inode.number();
  }

  @Override
  public Attributes attributes() {
    return attributes;
  }

  @Override
  public @Nullable Node lookup(FileName name) throws IOException {
    require(FileType.DIRECTORY);
    long number = directory().find(name);
    if (number == 0) {
      return null;
    }
    if (number == inode.number()) {
      throw volume.corrupt(number, "the directory has itself as its child " + name);
    }
    return volume.node(number);
  }

  @Override
  public void list(long cursor, DirectorySink sink) throws IOException {
    require(FileType.DIRECTORY);
    directory().list(cursor, sink);
  }

  @Override
  public long parentId() throws IOException {
    require(FileType.DIRECTORY);
    if (inode.number() == Superblock.ROOT_INODE) {
      return inode.number();
    }
    return directory().parent();
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    require(FileType.REGULAR);
    if (position < 0) {
      throw new IllegalArgumentException("position " + position);
    }
    requireKey();
    if (position >= inode.size()) {
      return 0;
    }
    int count = (int) Math.min(target.remaining(), inode.size() - position);
    if (inode.flag(Inode.FLAG_INLINE_DATA)) {
      readInline(position, target, count);
    } else {
      data().read(position, target, count);
    }
    return count;
  }

  /** Behind the inline data zeros follow: a file may be made longer without writing it. */
  private void readInline(long position, ByteBuffer target, int count) throws IOException {
    byte[] bytes = inline().bytes();
    int stored = (int) Math.min(count, Math.max(0, bytes.length - position));
    if (stored > 0) {
      target.put(bytes, (int) position, stored);
    }
    FileData.putZeros(target, count - stored);
  }

  @Override
  public Extent extent(long position, long length) throws IOException {
    require(FileType.REGULAR);
    if (position < 0 || length <= 0 || position >= inode.size()) {
      throw new IllegalArgumentException(length + " bytes at " + position + " of " + inode.size());
    }
    requireKey();
    long inside = Math.min(length, inode.size() - position);
    return inode.flag(Inode.FLAG_INLINE_DATA)
        ? inlineExtent(position, inside)
        : data().extent(position, inside);
  }

  private Extent inlineExtent(long position, long length) throws IOException {
    InlineData content = inline();
    if (position >= content.bytes().length) {
      return Extent.hole(position, length);
    }
    long part = Math.min(length, content.contiguous((int) position));
    return volume.source.extent(content.position((int) position), part).at(position);
  }

  @Override
  public FileName readLink() throws IOException {
    require(FileType.SYMBOLIC_LINK);
    return new SymbolicLink(volume, inode).target();
  }

  @Override
  public List<FileName> xattrNames() throws IOException {
    return inode.hasXattrs() ? new Xattrs(volume, inode).names() : List.of();
  }

  @Override
  public byte @Nullable [] xattr(FileName name) throws IOException {
    return inode.hasXattrs() ? new Xattrs(volume, inode).value(name) : null;
  }

  private Directory directory() {
    Directory known = directory;
    if (known == null) {
      known = new Directory(volume, inode);
      directory = known;
    }
    return known;
  }

  private FileData data() throws IOException {
    FileData known = data;
    if (known == null) {
      known = new FileData(volume, inode);
      data = known;
    }
    return known;
  }

  private InlineData inline() throws IOException {
    InlineData known = inline;
    if (known == null) {
      known = InlineData.read(volume, inode);
      inline = known;
    }
    return known;
  }

  private void requireKey() throws UnavailableException {
    if (inode.flag(Inode.FLAG_ENCRYPTED)) {
      throw new UnavailableException(
          volume.source.name(),
          Reason.ENCRYPTED,
          "inode " + inode.number() + " is encrypted, and its key is not in the image");
    }
  }

  private void require(FileType type) {
    if (attributes.type() != type) {
      throw new IllegalStateException("inode " + inode.number() + " is a " + attributes.type());
    }
  }
}
