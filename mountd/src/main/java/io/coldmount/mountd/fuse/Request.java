package io.coldmount.mountd.fuse;

import io.coldmount.fs.FileName;
import io.coldmount.mountd.host.Errno;

/**
 * What the kernel asks. A value of its own, without the buffer it came in; {@code node} is the
 * number of a node of the mount's tree.
 */
public sealed interface Request {

  /**
   * The first request: what the kernel can do.
   *
   * @param flags of both fields, those of the second in the upper half
   */
  record Init(int major, int minor, int maxReadahead, long flags) implements Request {}

  /** Which child has this name. */
  record Lookup(long node, FileName name) implements Request {}

  /** stat(2). */
  record Attributes(long node) implements Request {}

  /** statx(2). */
  record ExtendedAttributes(long node) implements Request {}

  /** readlink(2). */
  record ReadLink(long node) implements Request {}

  /**
   * pread(2).
   *
   * @param size the most bytes to answer
   */
  record Read(long node, long offset, int size) implements Request {}

  /**
   * getdents(2).
   *
   * @param offset 0, or the one that an entry named
   * @param size the most bytes to answer
   * @param plus whether each entry comes with its attributes
   */
  record ReadDirectory(long node, long offset, int size, boolean plus) implements Request {}

  /** statfs(2). */
  record Statistics(long node) implements Request {}

  /**
   * getxattr(2).
   *
   * @param size the room for the value; 0 asks for its length
   * @param user who asks
   */
  record Xattr(long node, FileName name, int size, int user) implements Request {}

  /** listxattr(2), with the size and the user likewise. */
  record XattrNames(long node, int size, int user) implements Request {}

  /** lseek(2) for data or a hole. */
  record Seek(long node, long offset, int whence) implements Request {}

  /**
   * ioctl(2).
   *
   * @param size the room for the result
   */
  record Control(long node, int command, int size) implements Request {}

  /** open(2) or opendir(3), by a kernel that must be told to leave it out. */
  record Open(boolean directory) implements Request {}

  /** A request for which there is nothing to do. */
  record Done() implements Request {
    static final Done INSTANCE = new Done();
  }

  /**
   * A signal has come for who asked for something that is still being answered; it has no answer.
   *
   * @param unique of the request
   */
  record Interrupt(long unique) implements Request {}

  /** A message that has no answer. */
  record Message() implements Request {
    static final Message INSTANCE = new Message();
  }

  /** A request that always fails. */
  record Refused(int errno) implements Request {
    static final Refused READ_ONLY = new Refused(Errno.EROFS);

    /** Tells the kernel not to ask again: it does by itself what is right. */
    static final Refused LEFT_TO_KERNEL = new Refused(Errno.ENOSYS);
  }
}
