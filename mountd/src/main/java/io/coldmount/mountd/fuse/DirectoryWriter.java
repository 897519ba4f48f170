package io.coldmount.mountd.fuse;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries as {@code struct fuse_dirent} or {@code struct fuse_direntplus}, until the room
 * ends.
 *
 * <p>The offset of an entry, at which the next listing begins: 1 behind {@code .}, 2 behind {@code
 * ..}, then the driver's cursor and 2. {@link #FAILS} marks an offset behind which nothing more can
 * be listed because the folder is damaged: the entries before it are answered now, the error when
 * the kernel asks on.
 */
final class DirectoryWriter implements DirectorySink {

  /** In an offset: a part of the folder could not be listed. */
  static final long FAILS = 1L << 62;

  /**
   * In an offset: a part of the folder before it could not be listed, so the listing ends with an
   * error. That way no state is kept between two requests, and no damage is forgotten.
   */
  static final long LOST = 1L << 61;

  /** {@code FUSE_NAME_MAX} before Linux 6.16: with a longer name the kernel fails the listing. */
  static final int NAME_MAX = 1024;

  private static final int DOTS = 2;
  private static final int DIRENT = 24;
  private static final FileName DOT = FileName.of(".");
  private static final FileName DOT_DOT = FileName.of("..");

  private final MountTree tree;
  private final AttributeEncoder encoder;
  private final boolean hidesLinks;
  private final boolean rewritesLinks;
  private final FaultLog faults;
  private final long folder;
  private final boolean plus;
  private final ByteBuffer b;
  private final int begin;

  /** Where the newest entry's {@code off} lies, or -1. */
  private int lastOffset = -1;

  private boolean full;

  /** Whether a part before the newest entry could not be listed. */
  private boolean lost;

  /** Numbers of the folders among the entries. */
  private long[] folders = {};

  private int folderCount;

  DirectoryWriter(
      MountTree tree,
      AttributeEncoder encoder,
      MountOptions.Symlinks symlinks,
      FaultLog faults,
      Request.ReadDirectory request,
      ByteBuffer b) {
    this.tree = tree;
    this.encoder = encoder;
    this.hidesLinks = symlinks == MountOptions.Symlinks.HIDE;
    this.rewritesLinks = symlinks == MountOptions.Symlinks.GUEST;
    this.faults = faults;
    this.folder = request.node();
    this.plus = request.plus();
    this.b = b;
    this.begin = b.position();
  }

  /**
   * Lists {@code node} from the offset {@code from} on.
   *
   * @throws IOException if nothing could be listed before the damage
   */
  void list(Node node, long from) throws IOException {
    if (from < 0 || (from & FAILS) != 0) {
      throw new RefusedException(Errno.EIO);
    }
    lost = (from & LOST) != 0;
    long offset = from & ~LOST;
    try {
      if (offset < 1) {
        dot(DOT, tree.inode(folder), 1);
      }
      if (offset < DOTS && !full) {
        dot(DOT_DOT, parentInode(node), DOTS);
      }
      if (!full) {
        node.list(Math.max(0, offset - DOTS), this);
      }
    } catch (IOException | RuntimeException e) {
      if (lastOffset < 0) {
        throw e;
      }
      faults.fault(e);
      b.putLong(lastOffset, b.getLong(lastOffset) | FAILS);
    }
    if (full && b.position() == begin) {
      throw new RefusedException(Errno.EINVAL); // no room for one entry
    }
    if (lost && b.position() == begin) {
      throw new RefusedException(Errno.EIO); // the end of a folder of which a part is lost
    }
  }

  private long parentInode(Node node) {
    try {
      return tree.inode(tree.parent(folder, node));
    } catch (IOException e) {
      faults.fault(e);
      return tree.inode(folder); // a folder must have the entry, whatever it leads to
    }
  }

  private void dot(FileName name, long inode, long next) {
    if (fits(name)) {
      noNode();
      dirent(name, inode, next, FileType.DIRECTORY);
    }
  }

  @Override
  public boolean entry(Entry entry) {
    FileName name = entry.name();
    if (name.length() > NAME_MAX || !name.isEntryName()) {
      faults.fault(
          new CorruptException(
              "folder " + tree.inode(folder), "'" + name + "' cannot be shown as a name"));
      return true;
    }
    long next = entry.next() + DOTS;
    if (entry.next() <= 0 || next >= LOST) {
      throw new IllegalStateException("a listing's cursor cannot be " + entry.next());
    }
    if (!fits(name)) {
      return false;
    }
    long number = tree.child(folder, entry.id());
    boolean typeUnknown = hidesLinks && entry.type() == null;
    Attributes attributes = plus || typeUnknown ? attributes(number) : null;
    FileType type = attributes == null ? entry.type() : attributes.type();
    if (type == FileType.SYMBOLIC_LINK) {
      if (hidesLinks) {
        return true;
      }
      number = tree.link(folder, number);
    }
    if (attributes == null || !plus) {
      noNode();
    } else {
      encoder.entry(b, number, tree.inode(number), attributes);
    }
    dirent(name, tree.inode(number), next, type);
    if (type == FileType.DIRECTORY) {
      note(number);
    }
    return true;
  }

  private void note(long number) {
    if (folderCount == folders.length) {
      folders = Arrays.copyOf(folders, Math.max(8, 2 * folderCount));
    }
    folders[folderCount++] = number;
  }

  /** The numbers of the folders that were written. */
  long[] folders() {
    return Arrays.copyOf(folders, folderCount);
  }

  @Override
  public void damaged(ImageException problem) {
    lost = true;
    faults.fault(problem);
  }

  /** The attributes, or null if the node is damaged: then the entry is shown without. */
  private @Nullable Attributes attributes(long number) {
    try {
      Node node = tree.node(number);
      Attributes attributes = StoredBlocks.seen(node, node.attributes());
      if (rewritesLinks && attributes.type() == FileType.DIRECTORY) {
        tree.met(folder, number, node);
      }
      return attributes;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      faults.fault(e);
      return null;
    }
  }

  private boolean fits(FileName name) {
    int length = padded(DIRENT + name.length()) + (plus ? AttributeEncoder.ENTRY : 0);
    full = b.remaining() < length;
    return !full;
  }

  private void noNode() {
    if (plus) {
      AttributeEncoder.noEntry(b, 0);
    }
  }

  private void dirent(FileName name, long inode, long next, @Nullable FileType type) {
    lastOffset = b.position() + 8;
    b.putLong(inode).putLong(lost ? next | LOST : next).putInt(name.length());
    b.putInt(type == null ? 0 : type.modeBits() >> 12);
    name.putTo(b);
    for (int i = name.length(); i < padded(name.length()); i++) {
      b.put((byte) 0);
    }
  }

  private static int padded(int length) {
    return (length + 7) & ~7;
  }
}
