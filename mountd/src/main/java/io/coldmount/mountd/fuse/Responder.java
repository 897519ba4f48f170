package io.coldmount.mountd.fuse;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.tree.MountTree;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Answers requests from a tree. Knows no transport, is used by all threads. */
final class Responder {

  /** {@code FOPEN_KEEP_CACHE}, and {@code FOPEN_CACHE_DIR} for folders. */
  private static final int KEEP_CACHE = 1 << 1;

  private static final int CACHE_DIR = 1 << 3;

  /** {@code FS_IOC_GETFLAGS} and {@code FS_IOC_GETVERSION}, by the low 16 bits of their number. */
  private static final int GETFLAGS = 'f' << 8 | 1;

  private static final int GETVERSION = 'v' << 8 | 1;

  /** No file system's longest name is shorter; asking each time would cost. */
  private static final int NAME_MAX = 255;

  private final MountTree tree;
  private final Negotiation negotiation;
  private final FaultLog faults;
  private final AttributeEncoder encoder;
  private final MountOptions.Symlinks symlinks;
  private final Activity activity;
  private final @Nullable ListingsAhead ahead;

  /** For the next listing that nobody has asked for. */
  private final AtomicReference<@Nullable ByteBuffer> spare = new AtomicReference<>();

  Responder(
      MountTree tree,
      Negotiation negotiation,
      MountOptions options,
      FaultLog faults,
      Activity activity) {
    this.tree = tree;
    this.activity = activity;
    this.negotiation = negotiation;
    this.faults = faults;
    this.encoder = new AttributeEncoder(options);
    this.symlinks = options.symlinks();
    this.ahead =
        negotiation.has(Negotiation.DO_READDIRPLUS)
                && Runtime.getRuntime().availableProcessors() > 1
            ? new ListingsAhead(this::beginning)
            : null;
  }

  /**
   * Answers {@code request} in {@code reply}, whose buffer then stands at the answer's end.
   *
   * @throws IOException if the answer is an error
   */
  void answer(Request request, Reply reply) throws IOException {
    activity.see();
    switch (request) {
      case Request.Read read -> read(read, reply);
      case Request.Lookup lookup -> lookup(lookup, reply);
      case Request.Attributes attributes -> attributes(attributes.node(), reply);
      case Request.ReadDirectory list -> list(list, reply);
      case Request.ReadLink link -> readLink(link.node(), reply);
      case Request.ExtendedAttributes statx -> statx(statx.node(), reply);
      case Request.Xattr xattr -> Xattrs.answer(xattr, tree, reply);
      case Request.XattrNames names -> Xattrs.answer(names, tree, reply);
      case Request.Statistics statistics -> statistics(statistics.node(), reply);
      case Request.Seek seek -> reply.begin().putLong(Holes.seek(seek, tree));
      case Request.Control control -> control(control, reply);
      case Request.Open open -> open(open, reply);
      case Request.Done done -> reply.begin();
      case Request.Message message -> reply.begin();
      case Request.Interrupt interrupt -> reply.begin();
      case Request.Refused refused -> throw new RefusedException(refused.errno());
      case Request.Init init -> throw new RefusedException(Errno.EPROTO); // there is only one
    }
  }

  private void read(Request.Read request, Reply reply) throws IOException {
    Node node = tree.node(request.node());
    Attributes attributes = node.attributes();
    RefusedException.require(attributes.type() != FileType.DIRECTORY, Errno.EISDIR);
    RefusedException.require(
        attributes.type() == FileType.REGULAR && request.offset() >= 0, Errno.EINVAL);
    int size = bounded(request.size(), reply);
    ByteBuffer b = reply.begin(size);
    int count = node.read(request.offset(), b);
    if (count != b.position() - Reply.HEADER) {
      throw new IllegalStateException("a read of " + count + " bytes left " + b.position());
    }
    // The kernel takes a short answer for the file's end, whatever the size was.
    if (count < size && attributes.size() - request.offset() > count) {
      throw new EOFException(
          "file "
              + tree.inode(request.node())
              + " ends at "
              + (request.offset() + count)
              + ", before its size of "
              + attributes.size());
    }
  }

  private void lookup(Request.Lookup request, Reply reply) throws IOException {
    long parent = request.node();
    MountTree.Child child = child(parent, request.name());
    if (child == null) {
      int length = request.name().length();
      RefusedException.require(
          length <= NAME_MAX || length <= tree.statistics(parent).nameMax(), Errno.ENAMETOOLONG);
      AttributeEncoder.noEntry(reply.begin(), AttributeEncoder.VALID);
      return;
    }
    Attributes attributes = StoredBlocks.seen(child.node(), child.node().attributes());
    long number = child.number();
    if (attributes.type() == FileType.SYMBOLIC_LINK) {
      if (symlinks == MountOptions.Symlinks.HIDE) {
        AttributeEncoder.noEntry(reply.begin(), AttributeEncoder.VALID);
        return;
      }
      number = tree.link(parent, number);
    } else if (attributes.type() == FileType.DIRECTORY
        && symlinks == MountOptions.Symlinks.GUEST
        && !isDots(request.name())) {
      tree.met(parent, number, child.node());
    }
    encoder.entry(reply.begin(), number, tree.inode(number), attributes);
  }

  /** With {@code .} and {@code ..}, which only a server of NFS asks for. */
  private MountTree.@Nullable Child child(long parent, FileName name) throws IOException {
    if (isDots(name)) {
      Node node = tree.node(parent);
      long number = name.length() == 1 ? parent : tree.parent(parent, node);
      return new MountTree.Child(number, tree.node(number));
    }
    requireDirectory(tree.node(parent));
    return tree.lookup(parent, name);
  }

  private static boolean isDots(FileName name) {
    return name.length() <= 2 && name.at(0) == '.' && name.at(name.length() - 1) == '.';
  }

  private void attributes(long number, Reply reply) throws IOException {
    Node node = tree.node(number);
    Attributes attributes = StoredBlocks.seen(node, node.attributes());
    encoder.reply(reply.begin(), tree.inode(number), attributes);
  }

  private void statx(long number, Reply reply) throws IOException {
    Node node = tree.node(number);
    Attributes attributes = StoredBlocks.seen(node, node.attributes());
    encoder.statx(reply.begin(), tree.inode(number), attributes);
  }

  private void list(Request.ReadDirectory request, Reply reply) throws IOException {
    int size = bounded(request.size(), reply);
    boolean begins = request.plus() && request.offset() == 0;
    if (ahead != null && begins) {
      ListingsAhead.Listing prepared = ahead.take(request.node(), size);
      if (prepared != null) {
        reply.begin(size).put(prepared.body());
        return;
      }
    }
    DirectoryWriter written = write(request, reply.begin(size));
    if (ahead != null && begins) {
      ahead.begun(request.node(), written.folders(), size);
    } else if (ahead != null) {
      ahead.further(request.node(), written.folders());
    }
  }

  private DirectoryWriter write(Request.ReadDirectory request, ByteBuffer b) throws IOException {
    Node node = tree.node(request.node());
    requireDirectory(node);
    var writer = new DirectoryWriter(tree, encoder, symlinks, faults, request, b);
    writer.list(node, request.offset());
    return writer;
  }

  /** The first answer to a listing that nobody has asked for yet. */
  private ListingsAhead.Listing beginning(long folder, int size) throws IOException {
    ByteBuffer b = spare.getAndSet(null);
    if (b == null || b.capacity() < size) {
      b = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }
    DirectoryWriter written =
        write(new Request.ReadDirectory(folder, 0, size, true), b.clear().limit(size));
    byte[] body = Arrays.copyOf(b.array(), b.position());
    spare.set(b);
    return new ListingsAhead.Listing(body, written.folders());
  }

  /** From the return on, only answers to requests use the tree. */
  void close() {
    if (ahead != null) {
      ahead.close();
    }
  }

  private void readLink(long number, Reply reply) throws IOException {
    Node node = tree.node(number);
    RefusedException.require(node.attributes().type() == FileType.SYMBOLIC_LINK, Errno.EINVAL);
    FileName target =
        symlinks == MountOptions.Symlinks.GUEST
            ? LinkTarget.inGuest(tree.readLink(number, node), MountTree.depthOfLink(number))
            : node.readLink();
    RefusedException.require(
        target.length() < 4096, Errno.ENAMETOOLONG); // PATH_MAX; the kernel cuts silently
    target.putTo(reply.begin());
  }

  /** {@code struct fuse_kstatfs}. */
  private void statistics(long number, Reply reply) throws IOException {
    FileSystem.Statistics s = tree.statistics(number);
    ByteBuffer b = reply.begin();
    b.putLong(s.blocks()).putLong(s.freeBlocks()).putLong(s.availableBlocks());
    b.putLong(s.files()).putLong(s.freeFiles());
    b.putInt((int) s.blockSize()).putInt(s.nameMax()).putInt((int) s.blockSize());
    for (int i = 0; i < 7; i++) {
      b.putInt(0);
    }
  }

  /** {@code struct fuse_ioctl_out} and an int, for lsattr(1). */
  private void control(Request.Control request, Reply reply) throws IOException {
    Attributes attributes = tree.node(request.node()).attributes();
    int value =
        switch (request.command() & 0xFFFF) {
          case GETFLAGS -> attributes.flags();
          case GETVERSION -> attributes.generation();
          default -> throw new RefusedException(Errno.ENOTTY);
        };
    RefusedException.require(request.size() >= Integer.BYTES, Errno.EINVAL);
    reply.begin().putInt(0).putInt(0).putInt(0).putInt(0).putInt(value);
  }

  /**
   * {@code struct fuse_open_out}, for a kernel too old to go without; the others learn here that
   * they can.
   */
  private void open(Request.Open request, Reply reply) throws IOException {
    int support =
        request.directory() ? Negotiation.NO_OPENDIR_SUPPORT : Negotiation.NO_OPEN_SUPPORT;
    RefusedException.require(!negotiation.has(support), Errno.ENOSYS);
    int cached = request.directory() ? KEEP_CACHE | CACHE_DIR : KEEP_CACHE;
    reply.begin().putLong(0).putInt(cached).putInt(0);
  }

  private static int bounded(int size, Reply reply) {
    return size < 0 ? reply.room() : Math.min(size, reply.room());
  }

  private static void requireDirectory(Node node) throws IOException {
    RefusedException.require(node.attributes().type() == FileType.DIRECTORY, Errno.ENOTDIR);
  }
}
