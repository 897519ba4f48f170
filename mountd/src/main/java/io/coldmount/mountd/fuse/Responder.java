package io.coldmount.mountd.fuse;

import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.tree.MountTree;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Answers requests from a tree. Knows no transport, keeps nothing, is used by all threads. */
final class Responder {

  /** Runs that one lseek(2) steps over; see {@link #seek}. */
  private static final int MAX_RUNS = 4096;

  /** {@code FOPEN_KEEP_CACHE}, and {@code FOPEN_CACHE_DIR} for folders. */
  private static final int KEEP_CACHE = 1 << 1;

  private static final int CACHE_DIR = 1 << 3;

  /** {@code FS_IOC_GETFLAGS} and {@code FS_IOC_GETVERSION}, by the low 16 bits of their number. */
  private static final int GETFLAGS = 'f' << 8 | 1;

  private static final int GETVERSION = 'v' << 8 | 1;

  private final MountTree tree;
  private final Negotiation negotiation;
  private final FaultLog faults;
  private final AttributeEncoder encoder;

  Responder(MountTree tree, Negotiation negotiation, MountOptions options, FaultLog faults) {
    this.tree = tree;
    this.negotiation = negotiation;
    this.faults = faults;
    this.encoder = new AttributeEncoder(options);
  }

  /**
   * Answers {@code request} in {@code reply}, whose buffer then stands at the answer's end.
   *
   * @throws IOException if the answer is an error
   */
  void answer(Request request, Reply reply) throws IOException {
    switch (request) {
      case Request.Read read -> read(read, reply);
      case Request.Lookup lookup -> lookup(lookup, reply);
      case Request.Attributes attributes -> attributes(attributes.node(), reply);
      case Request.ReadDirectory list -> list(list, reply);
      case Request.ReadLink link -> readLink(link.node(), reply);
      case Request.ExtendedAttributes statx -> statx(statx.node(), reply);
      case Request.Xattr xattr -> xattr(xattr, reply);
      case Request.XattrNames names -> xattrNames(names, reply);
      case Request.Statistics statistics -> statistics(statistics.node(), reply);
      case Request.Seek seek -> reply.begin().putLong(seek(seek));
      case Request.Control control -> control(control, reply);
      case Request.Open open -> open(open, reply);
      case Request.Done done -> reply.begin();
      case Request.Message message -> reply.begin();
      case Request.Refused refused -> throw new RefusedException(refused.errno());
      case Request.Init init -> throw new RefusedException(Errno.EPROTO); // there is only one
    }
  }

  private void read(Request.Read request, Reply reply) throws IOException {
    Node node = tree.node(request.node());
    Attributes attributes = node.attributes();
    require(attributes.type() != FileType.DIRECTORY, Errno.EISDIR);
    require(attributes.type() == FileType.REGULAR && request.offset() >= 0, Errno.EINVAL);
    int size = bounded(request.size(), reply);
    ByteBuffer b = reply.begin();
    b.limit(b.position() + size);
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
      AttributeEncoder.noEntry(reply.begin(), AttributeEncoder.VALID);
      return;
    }
    Attributes attributes = child.node().attributes();
    encoder.entry(reply.begin(), child.number(), tree.inode(child.number()), attributes);
  }

  /** With {@code .} and {@code ..}, which only a server of NFS asks for. */
  private MountTree.@org.jspecify.annotations.Nullable Child child(long parent, FileName name)
      throws IOException {
    if (name.length() <= 2 && name.at(0) == '.' && name.at(name.length() - 1) == '.') {
      Node node = tree.node(parent);
      long number = name.length() == 1 ? parent : tree.parent(parent, node);
      return new MountTree.Child(number, tree.node(number));
    }
    requireDirectory(tree.node(parent));
    return tree.lookup(parent, name);
  }

  private void attributes(long number, Reply reply) throws IOException {
    Attributes attributes = tree.node(number).attributes();
    encoder.reply(reply.begin(), tree.inode(number), attributes);
  }

  private void statx(long number, Reply reply) throws IOException {
    Attributes attributes = tree.node(number).attributes();
    encoder.statx(reply.begin(), tree.inode(number), attributes);
  }

  private void list(Request.ReadDirectory request, Reply reply) throws IOException {
    Node node = tree.node(request.node());
    requireDirectory(node);
    int size = bounded(request.size(), reply);
    ByteBuffer b = reply.begin();
    b.limit(b.position() + size);
    new DirectoryWriter(tree, encoder, faults, request, b).list(node, request.offset());
  }

  private void readLink(long number, Reply reply) throws IOException {
    Node node = tree.node(number);
    require(node.attributes().type() == FileType.SYMBOLIC_LINK, Errno.EINVAL);
    FileName target = node.readLink();
    require(target.length() < 4096, Errno.ENAMETOOLONG); // PATH_MAX; the kernel cuts silently
    target.putTo(reply.begin());
  }

  private void xattr(Request.Xattr request, Reply reply) throws IOException {
    byte[] value = tree.node(request.node()).xattr(request.name());
    if (value == null) {
      throw new RefusedException(Errno.ENODATA);
    }
    bytes(value, request.size(), reply);
  }

  private void xattrNames(Request.XattrNames request, Reply reply) throws IOException {
    List<FileName> names = new ArrayList<>();
    int length = 0;
    for (FileName name : tree.node(request.node()).xattrNames()) {
      if (isXattrName(name)) { // with another one the kernel fails the whole list
        names.add(name);
        length += name.length() + 1;
      }
    }
    byte[] list = new byte[length];
    int at = 0;
    for (FileName name : names) {
      name.copyTo(list, at);
      at += name.length() + 1;
    }
    bytes(list, request.size(), reply);
  }

  private static boolean isXattrName(FileName name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.at(i) == 0) {
        return false;
      }
    }
    return name.length() > 0 && name.length() <= 255; // XATTR_NAME_MAX
  }

  /** An answer of getxattr(2) or listxattr(2): the length if {@code size} is 0, else the bytes. */
  private static void bytes(byte[] value, int size, Reply reply) throws IOException {
    if (size == 0) {
      reply.begin().putInt(value.length).putInt(0);
      return;
    }
    require(Integer.compareUnsigned(value.length, size) <= 0, Errno.ERANGE);
    reply.begin().put(value);
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

  /**
   * The next data or hole. Steps over a bounded number of runs; then it answers what is always
   * allowed: that data begins here, or that no hole comes before the end.
   */
  private long seek(Request.Seek request) throws IOException {
    Node node = tree.node(request.node());
    Attributes attributes = node.attributes();
    require(attributes.type() == FileType.REGULAR, Errno.EINVAL);
    boolean data = request.whence() == Linux.SEEK_DATA;
    require(data || request.whence() == Linux.SEEK_HOLE, Errno.EINVAL);
    long size = attributes.size();
    long at = request.offset();
    require(at >= 0 && at < size, Errno.ENXIO);
    for (int i = 0; i < MAX_RUNS; i++) {
      Extent run = node.extent(at, size - at);
      if (run.isHole() != data) {
        return at;
      }
      at = run.end();
      if (at >= size) {
        require(!data, Errno.ENXIO);
        return size;
      }
    }
    return data ? at : size;
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
    require(request.size() >= Integer.BYTES, Errno.EINVAL);
    reply.begin().putInt(0).putInt(0).putInt(0).putInt(0).putInt(value);
  }

  /**
   * {@code struct fuse_open_out}, for a kernel too old to go without; the others learn here that
   * they can.
   */
  private void open(Request.Open request, Reply reply) throws IOException {
    int support =
        request.directory() ? Negotiation.NO_OPENDIR_SUPPORT : Negotiation.NO_OPEN_SUPPORT;
    require(!negotiation.has(support), Errno.ENOSYS);
    int cached = request.directory() ? KEEP_CACHE | CACHE_DIR : KEEP_CACHE;
    reply.begin().putLong(0).putInt(cached).putInt(0);
  }

  private static int bounded(int size, Reply reply) {
    return size < 0 ? reply.room() : Math.min(size, reply.room());
  }

  private static void requireDirectory(Node node) throws IOException {
    require(node.attributes().type() == FileType.DIRECTORY, Errno.ENOTDIR);
  }

  private static void require(boolean condition, int errno) throws RefusedException {
    if (!condition) {
      throw new RefusedException(errno);
    }
  }
}
