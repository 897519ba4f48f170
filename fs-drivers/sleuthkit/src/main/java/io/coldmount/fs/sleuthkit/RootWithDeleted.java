package io.coldmount.fs.sleuthkit;

import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The guest's root folder, and in it the folder of deleted files as the last entry. */
final class RootWithDeleted implements Node {

  /** More than the cursors of any folder, and little enough to be counted on from. */
  private static final long LAST = 1L << 60;

  private final Node root;
  private final DeletedFiles fileSystem;

  RootWithDeleted(Node root, DeletedFiles fileSystem) {
    this.root = root;
    this.fileSystem = fileSystem;
  }

  @Override
  public @Nullable Node lookup(FileName name) throws IOException {
    return name.equals(fileSystem.name()) ? fileSystem.folder() : root.lookup(name);
  }

  @Override
  public void list(long cursor, DirectorySink sink) throws IOException {
    if (cursor >= LAST) {
      return;
    }
    boolean[] stopped = {false};
    DirectorySink watched =
        entry -> {
          stopped[0] |= !sink.entry(entry);
          return !stopped[0];
        };
    try {
      root.list(cursor, watched);
    } finally {
      if (!stopped[0]) {
        FileType folder = FileType.DIRECTORY;
        sink.entry(new DirectorySink.Entry(fileSystem.name(), NodeIds.DELETED, folder, LAST));
      }
    }
  }

  @Override
  public long id() {
    return root.id();
  }

  @Override
  public Attributes attributes() throws IOException {
    return root.attributes();
  }

  @Override
  public long parentId() throws IOException {
    return root.parentId();
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    return root.read(position, target);
  }

  @Override
  public Extent extent(long position, long length) throws IOException {
    return root.extent(position, length);
  }

  @Override
  public FileName readLink() throws IOException {
    return root.readLink();
  }

  @Override
  public List<FileName> xattrNames() throws IOException {
    return root.xattrNames();
  }

  @Override
  public byte @Nullable [] xattr(FileName name) throws IOException {
    return root.xattr(name);
  }

  @Override
  public List<Stream> streams() throws IOException {
    return root.streams();
  }

  @Override
  public @Nullable Node stream(FileName name) throws IOException {
    return root.stream(name);
  }
}
