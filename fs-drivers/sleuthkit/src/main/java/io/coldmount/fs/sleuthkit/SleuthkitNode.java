package io.coldmount.fs.sleuthkit;

import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file, folder, link or device, or a stream of a file. */
final class SleuthkitNode implements Node {

  private static final int WEIGHT = 400;

  private final SleuthkitFileSystem fileSystem;
  private final long id;
  private final Attributes attributes;
  private final FileName link;

  /** The folder it was found in, or 0 if it was asked for by its id. */
  private final long parent;

  SleuthkitNode(
      SleuthkitFileSystem fileSystem, long id, Attributes attributes, FileName link, long parent) {
    this.fileSystem = fileSystem;
    this.id = id;
    this.attributes = attributes;
    this.link = link;
    this.parent = parent;
  }

  int weight() {
    return WEIGHT + link.length();
  }

  boolean hasParent() {
    return parent != 0;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Attributes attributes() {
    return attributes;
  }

  @Override
  public @Nullable Node lookup(FileName name) throws IOException {
    require(FileType.DIRECTORY);
    long child = new Folder(fileSystem, id).find(name);
    return child == 0 ? null : fileSystem.node(child);
  }

  @Override
  public void list(long cursor, DirectorySink sink) throws IOException {
    require(FileType.DIRECTORY);
    new Folder(fileSystem, id).list(cursor, sink);
  }

  @Override
  public long parentId() throws IOException {
    require(FileType.DIRECTORY);
    return parent != 0 ? parent : fileSystem.parentOf(id);
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    require(FileType.REGULAR);
    if (position < 0) {
      throw new IllegalArgumentException("position " + position);
    }
    if (position >= attributes.size()) {
      return 0;
    }
    return fileSystem.content(id).read(position, target, attributes.size());
  }

  @Override
  public Extent extent(long position, long length) throws IOException {
    require(FileType.REGULAR);
    if (position < 0 || length <= 0 || position >= attributes.size()) {
      throw new IllegalArgumentException(
          length + " bytes at " + position + " of " + attributes.size());
    }
    return fileSystem.content(id).extent(position, Math.min(length, attributes.size() - position));
  }

  @Override
  public FileName readLink() throws IOException {
    require(FileType.SYMBOLIC_LINK);
    return link;
  }

  @Override
  public List<FileName> xattrNames() throws IOException {
    return fileSystem.isStream(id) ? List.of() : new Xattrs(fileSystem, id).names();
  }

  @Override
  public byte @Nullable [] xattr(FileName name) throws IOException {
    return fileSystem.isStream(id) ? null : new Xattrs(fileSystem, id).value(name);
  }

  @Override
  public List<Stream> streams() throws IOException {
    List<Stream> streams = new ArrayList<>();
    if (fileSystem.hasStreams() && !fileSystem.isStream(id)) {
      for (TskAttribute attribute : fileSystem.details(id).attributes()) {
        if (attribute.isStream()) {
          streams.add(new Stream(attribute.name(), attribute.size()));
        }
      }
    }
    return streams;
  }

  @Override
  public @Nullable Node stream(FileName name) throws IOException {
    if (!fileSystem.hasStreams() || fileSystem.isStream(id)) {
      return null;
    }
    for (TskAttribute attribute : fileSystem.details(id).attributes()) {
      if (attribute.isStream() && attribute.name().equals(name)) {
        return fileSystem.streamNode(id, attribute);
      }
    }
    return null;
  }

  private void require(FileType type) {
    if (attributes.type() != type) {
      throw new IllegalStateException("node " + id + " is a " + attributes.type());
    }
  }
}
