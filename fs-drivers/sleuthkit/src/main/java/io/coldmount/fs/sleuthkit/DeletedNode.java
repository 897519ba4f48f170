package io.coldmount.fs.sleuthkit;

import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.fs.sleuthkit.DeletedTree.Item;
import io.coldmount.fs.sleuthkit.DeletedTree.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A deleted file or folder, or a folder that holds some. */
final class DeletedNode implements Node {

  private static final FileName INODE = FileName.of("user.coldmount.inode");

  private final DeletedTree tree;
  private final Item item;

  DeletedNode(DeletedTree tree, Item item) {
    this.tree = tree;
    this.item = item;
  }

  @Override
  public long id() {
    return NodeIds.DELETED + item.number();
  }

  @Override
  public Attributes attributes() throws IOException {
    return switch (item.source()) {
      case Source.Made() -> made(FileType.DIRECTORY, 0555, 0);
      case Source.Report() -> made(FileType.REGULAR, 0444, tree.report().length);
      case Source.Deleted(OpenVolume volume, Listed listed, Metadata metadata) ->
          metadata.attributes();
    };
  }

  private static Attributes made(FileType type, int permissions, long size) {
    Instant never = Instant.EPOCH;
    return new Attributes(
        type, permissions, 1, 0, 0, size, size, 0, 0, never, never, never, null, 0, 0);
  }

  private boolean isFolder() throws IOException {
    return attributes().type() == FileType.DIRECTORY;
  }

  @Override
  public @Nullable Node lookup(FileName name) throws IOException {
    Integer child = item.children().get(name);
    return child == null ? null : tree.node(NodeIds.DELETED + child);
  }

  @Override
  public void list(long cursor, DirectorySink sink) throws IOException {
    List<Map.Entry<FileName, Integer>> children =
        item.children().entrySet().stream().sorted(Map.Entry.comparingByValue()).toList();
    for (var child : children) {
      int number = child.getValue();
      boolean folder = new DeletedNode(tree, tree.items().get(number)).isFolder();
      FileType type = folder ? FileType.DIRECTORY : null;
      if (number >= cursor
          && !sink.entry(
              new DirectorySink.Entry(
                  child.getKey(), NodeIds.DELETED + number, type, number + 1L))) {
        return;
      }
    }
  }

  @Override
  public long parentId() {
    return item.number() == 0 ? tree.rootId() : NodeIds.DELETED + item.parent();
  }

  private @Nullable Content content() throws IOException {
    return switch (item.source()) {
      case Source.Made(), Source.Report() -> null;
      case Source.Deleted(OpenVolume volume, Listed listed, Metadata metadata) ->
          tree.library().contentOf(id(), volume, listed.inode());
    };
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    Content content = content();
    if (content != null) {
      long size = attributes().size();
      return position >= size ? 0 : content.read(position, target, size);
    }
    byte[] text = tree.report();
    int count = (int) Math.min(target.remaining(), Math.max(0, text.length - position));
    if (count > 0) {
      target.put(text, (int) position, count);
    }
    return count;
  }

  @Override
  public Extent extent(long position, long length) throws IOException {
    Content content = content();
    return content == null
        ? new Extent(position, length, new Extent.Storage("memory", "", 0, true))
        : content.extent(position, Math.min(length, attributes().size() - position));
  }

  @Override
  public FileName readLink() {
    return item.source() instanceof Source.Deleted deleted
        ? deleted.listed().link()
        : FileName.of("");
  }

  @Override
  public List<FileName> xattrNames() throws IOException {
    if (!(item.source() instanceof Source.Deleted)) {
      return List.of();
    }
    return isFolder() ? List.of(INODE) : List.of(INODE, DeletedFiles.INTACT);
  }

  @Override
  public byte @Nullable [] xattr(FileName name) throws IOException {
    if (!(item.source() instanceof Source.Deleted deleted)) {
      return null;
    }
    if (name.equals(INODE)) {
      return Long.toString(deleted.listed().inode()).getBytes(StandardCharsets.UTF_8);
    }
    return name.equals(DeletedFiles.INTACT) && !isFolder()
        ? Intact.of(deleted).text().getBytes(StandardCharsets.UTF_8)
        : null;
  }
}
