package io.coldmount.mountd.tree;

import io.coldmount.block.Extent;
import io.coldmount.block.ImageException;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node that goes on into the volumes that stand over its folders. */
final class TreeNode implements Node {

  private final MountTree tree;
  private final long number;
  private final Node node;

  TreeNode(MountTree tree, long number, Node node) {
    this.tree = tree;
    this.number = number;
    this.node = node;
  }

  @Override
  public long id() {
    return number;
  }

  @Override
  public Attributes attributes() throws IOException {
    return node.attributes();
  }

  @Override
  public @Nullable Node lookup(FileName name) throws IOException {
    MountTree.Child child = tree.lookup(number, name);
    return child == null ? null : new TreeNode(tree, child.number(), child.node());
  }

  @Override
  public void list(long cursor, DirectorySink sink) throws IOException {
    node.list(
        cursor,
        new DirectorySink() {
          @Override
          public boolean entry(Entry entry) {
            long id = tree.child(number, entry.id());
            return sink.entry(new Entry(entry.name(), id, entry.type(), entry.next()));
          }

          @Override
          public void damaged(ImageException problem) {
            sink.damaged(problem);
          }
        });
  }

  @Override
  public long parentId() throws IOException {
    return tree.parent(number, node);
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    return node.read(position, target);
  }

  @Override
  public Extent extent(long position, long length) throws IOException {
    return node.extent(position, length);
  }

  @Override
  public Extent allocation(long position, long length) throws IOException {
    return node.allocation(position, length);
  }

  @Override
  public FileName readLink() throws IOException {
    return node.readLink();
  }

  @Override
  public List<FileName> xattrNames() throws IOException {
    return node.xattrNames();
  }

  @Override
  public byte @Nullable [] xattr(FileName name) throws IOException {
    return node.xattr(name);
  }
}
