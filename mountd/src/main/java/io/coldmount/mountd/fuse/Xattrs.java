package io.coldmount.mountd.fuse;

import io.coldmount.fs.FileName;
import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Answers for extended attributes. */
final class Xattrs {

  private static final FileName TRUSTED = FileName.of("trusted.");

  private Xattrs() {}

  /** The value of one. */
  static void answer(Request.Xattr request, MountTree tree, Reply reply) throws IOException {
    RefusedException.require(isFor(request.name(), request.user()), Errno.ENODATA);
    byte[] value =
        Provenance.owns(request.name())
            ? Provenance.value(request.name(), tree, request.node())
            : tree.node(request.node()).xattr(request.name());
    if (value == null) {
      throw new RefusedException(Errno.ENODATA);
    }
    bytes(value, request.size(), reply);
  }

  /** Their names, each with a NUL behind it. */
  static void answer(Request.XattrNames request, MountTree tree, Reply reply) throws IOException {
    List<FileName> names = new ArrayList<>();
    int length = 0;
    for (FileName name : tree.node(request.node()).xattrNames()) {
      if (isXattrName(name)
          && isFor(name, request.user())
          && !Provenance.owns(name)) { // with another one the kernel fails the whole list
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

  /** What {@code trusted} attributes hold is for root alone (xattr(7)). */
  private static boolean isFor(FileName name, int user) {
    return user == 0 || !name.startsWith(TRUSTED);
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
    RefusedException.require(Integer.compareUnsigned(value.length, size) <= 0, Errno.ERANGE);
    reply.begin().put(value);
  }
}
