package io.coldmount.mountd.tree;

import io.coldmount.block.Extent;
import io.coldmount.block.ImageException;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The root folder of a guest, with the folders of volumes that stand nowhere in it. */
final class RootFolder implements Node {

  /**
   * In a cursor: the guest's own entries are done. No driver's cursor has this bit, and the bits
   * above it are those of the protocol.
   */
  private static final long EXTRAS = 1L << 60;

  private final MountedVolume root;
  private final List<Extra> extras;

  /**
   * A name that the guest's root does not have.
   *
   * @param number of the volume's root in the tree; also the entry's id, which no node's can be
   */
  record Extra(FileName name, long number, MountedVolume volume) {}

  RootFolder(MountedVolume root, List<Extra> extras) {
    this.root = root;
    this.extras = List.copyOf(extras);
  }

  @Nullable Extra extra(FileName name) {
    for (Extra extra : extras) {
      if (extra.name.equals(name)) {
        return extra;
      }
    }
    return null;
  }

  @Override
  public long id() {
    return root.rootId();
  }

  @Override
  public Attributes attributes() throws IOException {
    return root.root().attributes();
  }

  /** The guest's own entries alone. */
  @Override
  public @Nullable Node lookup(FileName name) throws IOException {
    return root.root().lookup(name);
  }

  @Override
  public void list(long cursor, DirectorySink sink) throws IOException {
    if ((cursor & EXTRAS) != 0) {
      listExtras((int) (cursor & ~EXTRAS), sink);
      return;
    }
    var watched = new Watched(sink);
    try {
      root.root().list(cursor, watched);
    } finally {
      if (!watched.stopped) {
        listExtras(0, sink); // also where the guest's part of the folder is damaged
      }
    }
  }

  /** Remembers whether a listing was stopped. */
  private static final class Watched implements DirectorySink {
    private final DirectorySink sink;
    private boolean stopped;

    Watched(DirectorySink sink) {
      this.sink = sink;
    }

    @Override
    public boolean entry(Entry entry) {
      stopped = !sink.entry(entry);
      return !stopped;
    }

    @Override
    public void damaged(ImageException problem) {
      sink.damaged(problem);
    }
  }

  private void listExtras(int from, DirectorySink sink) {
    for (int i = from; i < extras.size(); i++) {
      Extra extra = extras.get(i);
      long next = EXTRAS | (i + 1L);
      if (!sink.entry(
          new DirectorySink.Entry(extra.name, extra.number, FileType.DIRECTORY, next))) {
        return;
      }
    }
  }

  @Override
  public long parentId() {
    return root.rootId();
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    return root.root().read(position, target);
  }

  @Override
  public Extent extent(long position, long length) throws IOException {
    return root.root().extent(position, length);
  }

  @Override
  public FileName readLink() throws IOException {
    return root.root().readLink();
  }

  @Override
  public List<FileName> xattrNames() throws IOException {
    return root.root().xattrNames();
  }

  @Override
  public byte @Nullable [] xattr(FileName name) throws IOException {
    return root.root().xattr(name);
  }
}
