package io.coldmount.mountd.restore;

import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An alternate data stream as a file beside the one it belongs to. */
final class StreamEntry implements Node {

  private final Node content;
  private final Attributes attributes;

  private StreamEntry(Node content, Attributes attributes) {
    this.content = content;
    this.attributes = attributes;
  }

  /** The stream with the owner, mode and times of its file. */
  static Entry of(Entry file, Node content, Stream stream, FileName name) throws IOException {
    if (!name.isEntryName()) {
      throw new RefusedException("the stream \"" + stream.name() + "\" has no possible file name");
    }
    Node node = node(file.attributes(), content, stream);
    return new Entry(
        file.target(),
        name,
        file.fileSystem(),
        node,
        node.attributes(),
        file.source() + ":" + stream.name());
  }

  /** The stream as a node with the owner, mode and times of its file. */
  static Node node(Attributes of, Node content, Stream stream) {
    Attributes attributes =
        new Attributes(
            FileType.REGULAR,
            of.permissions() & 0666,
            1,
            of.userId(),
            of.groupId(),
            stream.size(),
            stream.size(),
            0,
            0,
            of.accessed(),
            of.modified(),
            of.changed(),
            of.birth(),
            of.generation(),
            0);
    return new StreamEntry(content, attributes);
  }

  @Override
  public long id() {
    return content.id();
  }

  @Override
  public Attributes attributes() {
    return attributes;
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    return content.read(position, target);
  }

  @Override
  public Extent extent(long position, long length) throws IOException {
    return content.extent(position, length);
  }

  @Override
  public List<FileName> xattrNames() {
    return List.of();
  }

  @Override
  public byte @Nullable [] xattr(FileName name) {
    return null;
  }

  @Override
  public @Nullable Node lookup(FileName name) {
    throw new IllegalStateException("a stream is no folder");
  }

  @Override
  public void list(long cursor, io.coldmount.fs.DirectorySink sink) {
    throw new IllegalStateException("a stream is no folder");
  }

  @Override
  public long parentId() {
    throw new IllegalStateException("a stream is no folder");
  }

  @Override
  public FileName readLink() {
    throw new IllegalStateException("a stream is no link");
  }
}
