package io.coldmount.fs.ntfs;

import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An alternate data stream as a file of its own. */
final class StreamNode implements CachedNode {

  private final long id;
  private final long file;
  private final Stat stat;
  private final Content content;

  StreamNode(long id, long file, Stat stat, Content content) {
    this.id = id;
    this.file = file;
    this.stat = stat;
    this.content = content;
  }

  @Override
  public long id() {
    return id;
  }

  Stat stat() {
    return stat;
  }

  @Override
  public Attributes attributes() {
    return stat.attributes();
  }

  @Override
  public int weight() {
    return 240 + content.weight();
  }

  @Override
  public @Nullable Node lookup(FileName name) {
    throw notA("directory");
  }

  @Override
  public void list(long cursor, DirectorySink sink) {
    throw notA("directory");
  }

  /** The file that has this stream. */
  @Override
  public long parentId() {
    return file;
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
  public FileName readLink() {
    throw notA("link");
  }

  @Override
  public List<FileName> xattrNames() {
    return List.of();
  }

  @Override
  public byte @Nullable [] xattr(FileName name) {
    return null;
  }

  private static IllegalStateException notA(String type) {
    return new IllegalStateException("a stream is no " + type);
  }
}
