package io.coldmount.mountd.fuse;

import io.coldmount.fs.FileName;
import java.nio.ByteBuffer;

/**
 * Reads requests as {@code linux/fuse.h} lays them out: a {@code fuse_in_header} of 40 bytes, the
 * request's own structure, then names that end with a NUL.
 */
final class RequestParser {

  /** {@code sizeof(struct fuse_in_header)}. */
  static final int HEADER = 40;

  private RequestParser() {}

  /** The number that the answer must carry. The buffer holds at least a header. */
  static long unique(ByteBuffer b) {
    return b.getLong(8);
  }

  static int opcode(ByteBuffer b) {
    return b.getInt(4);
  }

  /** {@code uid}: who asks. */
  private static int user(ByteBuffer b) {
    return b.getInt(24);
  }

  /**
   * The request in {@code b}, from 0 to its limit, in the machine's byte order.
   *
   * @throws ProtocolException if it is shorter than its kind
   */
  static Request parse(ByteBuffer b) throws ProtocolException {
    require(b, HEADER);
    int len = b.getInt(0);
    if (len != b.limit()) {
      throw new ProtocolException(
          "the kernel's request says it has " + len + " bytes, and has " + b.limit());
    }
    long nodeid = b.getLong(16);
    int opcode = opcode(b);
    return switch (opcode) {
      case Opcode.INIT -> init(b);
      case Opcode.LOOKUP -> new Request.Lookup(nodeid, name(b, HEADER));
      case Opcode.GETATTR -> new Request.Attributes(nodeid);
      case Opcode.STATX -> new Request.ExtendedAttributes(nodeid);
      case Opcode.READLINK -> new Request.ReadLink(nodeid);
      case Opcode.READ -> read(nodeid, b);
      case Opcode.READDIR -> readDirectory(nodeid, b, false);
      case Opcode.READDIRPLUS -> readDirectory(nodeid, b, true);
      case Opcode.STATFS -> new Request.Statistics(nodeid);
      case Opcode.GETXATTR -> xattr(nodeid, b);
      case Opcode.LISTXATTR -> xattrNames(nodeid, b);
      case Opcode.LSEEK -> seek(nodeid, b);
      case Opcode.IOCTL -> control(nodeid, b);
      case Opcode.OPEN -> new Request.Open(false);
      case Opcode.OPENDIR -> new Request.Open(true);
      case Opcode.RELEASE,
          Opcode.RELEASEDIR,
          Opcode.FSYNC,
          Opcode.FSYNCDIR,
          Opcode.SYNCFS,
          Opcode.DESTROY ->
          Request.Done.INSTANCE;
      case Opcode.INTERRUPT -> interrupt(b);
      case Opcode.FORGET, Opcode.BATCH_FORGET, Opcode.NOTIFY_REPLY -> Request.Message.INSTANCE;
      case Opcode.SETATTR,
          Opcode.SYMLINK,
          Opcode.MKNOD,
          Opcode.MKDIR,
          Opcode.UNLINK,
          Opcode.RMDIR,
          Opcode.RENAME,
          Opcode.RENAME2,
          Opcode.LINK,
          Opcode.WRITE,
          Opcode.SETXATTR,
          Opcode.REMOVEXATTR,
          Opcode.CREATE,
          Opcode.FALLOCATE,
          Opcode.COPY_FILE_RANGE,
          Opcode.COPY_FILE_RANGE_64,
          Opcode.TMPFILE ->
          Request.Refused.READ_ONLY;
      // FLUSH, ACCESS, POLL, and whatever later kernels add: without us the kernel does what is
      // right for files that never change.
      default -> Request.Refused.LEFT_TO_KERNEL;
    };
  }

  /** {@code struct fuse_interrupt_in}. */
  private static Request interrupt(ByteBuffer b) throws ProtocolException {
    require(b, HEADER + 8);
    return new Request.Interrupt(b.getLong(HEADER));
  }

  /** The thread that asks, as this process sees it. */
  static int asker(ByteBuffer b) {
    return b.getInt(32);
  }

  /** {@code struct fuse_init_in}; kernels before 7.6 send only the version. */
  private static Request init(ByteBuffer b) throws ProtocolException {
    require(b, HEADER + 8);
    int major = b.getInt(HEADER);
    int minor = b.getInt(HEADER + 4);
    if (b.limit() < HEADER + 16) {
      return new Request.Init(major, minor, 0, 0);
    }
    long flags = Integer.toUnsignedLong(b.getInt(HEADER + 12));
    if ((flags & Negotiation.INIT_EXT) != 0 && b.limit() >= HEADER + 20) {
      flags |= (long) b.getInt(HEADER + 16) << 32;
    }
    return new Request.Init(major, minor, b.getInt(HEADER + 8), flags);
  }

  /** {@code struct fuse_read_in}: fh, offset, size. */
  private static Request read(long nodeid, ByteBuffer b) throws ProtocolException {
    require(b, HEADER + 20);
    return new Request.Read(nodeid, b.getLong(HEADER + 8), b.getInt(HEADER + 16));
  }

  private static Request readDirectory(long nodeid, ByteBuffer b, boolean plus)
      throws ProtocolException {
    require(b, HEADER + 20);
    return new Request.ReadDirectory(nodeid, b.getLong(HEADER + 8), b.getInt(HEADER + 16), plus);
  }

  /** {@code struct fuse_getxattr_in}: size, padding; then the name. */
  private static Request xattr(long nodeid, ByteBuffer b) throws ProtocolException {
    require(b, HEADER + 8);
    return new Request.Xattr(nodeid, name(b, HEADER + 8), b.getInt(HEADER), user(b));
  }

  private static Request xattrNames(long nodeid, ByteBuffer b) throws ProtocolException {
    require(b, HEADER + 4);
    return new Request.XattrNames(nodeid, b.getInt(HEADER), user(b));
  }

  /** {@code struct fuse_lseek_in}: fh, offset, whence. */
  private static Request seek(long nodeid, ByteBuffer b) throws ProtocolException {
    require(b, HEADER + 20);
    return new Request.Seek(nodeid, b.getLong(HEADER + 8), b.getInt(HEADER + 16));
  }

  /** {@code struct fuse_ioctl_in}: fh, flags, cmd, arg, in_size, out_size. */
  private static Request control(long nodeid, ByteBuffer b) throws ProtocolException {
    require(b, HEADER + 32);
    return new Request.Control(nodeid, b.getInt(HEADER + 12), b.getInt(HEADER + 28));
  }

  private static FileName name(ByteBuffer b, int offset) throws ProtocolException {
    int end = offset;
    while (end < b.limit() && b.get(end) != 0) {
      end++;
    }
    if (end == b.limit()) {
      throw new ProtocolException("a name in the kernel's request " + opcode(b) + " has no end");
    }
    if (end == offset) {
      throw new ProtocolException("a name in the kernel's request " + opcode(b) + " is empty");
    }
    byte[] bytes = new byte[end - offset];
    b.get(offset, bytes);
    return FileName.of(bytes);
  }

  private static void require(ByteBuffer b, int size) throws ProtocolException {
    if (b.limit() < size) {
      throw new ProtocolException(
          "the kernel's request of " + b.limit() + " bytes is shorter than " + size);
    }
  }
}
