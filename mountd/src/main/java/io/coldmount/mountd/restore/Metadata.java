package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives what was restored the guest's owner, mode, attributes and times. */
final class Metadata {

  private static final int SET_ID_BITS = 06000;

  /** (uid_t) -1 tells chown(2) to leave the owner, so no file can have it. */
  private static final long NO_ID = 0xFFFF_FFFFL;

  /** XATTR_SIZE_MAX of linux/limits.h. */
  static final int MOST_XATTR_BYTES = 65536;

  private final RestoreOptions options;
  private final Notes notes;
  private final boolean root = Posix.isRoot();
  private final long ownUser = Posix.CALLS.geteuid() & 0xFFFF_FFFFL;
  private final long ownGroup = Posix.CALLS.getegid() & 0xFFFF_FFFFL;

  Metadata(RestoreOptions options, Notes notes) {
    this.options = options;
    this.notes = notes;
  }

  /**
   * Applies everything; the times last, as each of the others changes them.
   *
   * @param descriptor of the file or folder, opened for reading or writing; or, for what cannot be
   *     opened so, with O_PATH
   * @param byPath whether it is an O_PATH descriptor
   * @return what could not be applied, each as a clause
   */
  List<String> apply(
      int descriptor, boolean byPath, @Nullable Node node, Attributes attributes, Workspace work) {
    List<String> lost = new ArrayList<>();
    byte @Nullable [] path = byPath ? Posix.descriptorPath(descriptor) : null;
    boolean owned = owner(descriptor, attributes, lost);
    if (attributes.type() != FileType.SYMBOLIC_LINK) {
      int mode = attributes.permissions() & (owned ? 07777 : ~SET_ID_BITS & 07777);
      int result =
          path == null
              ? Posix.CALLS.fchmod(descriptor, mode)
              : Posix.CALLS.fchmodat(Posix.AT_FDCWD, path, mode, 0);
      note(result, "the mode", lost);
    }
    if (node != null) {
      xattrs(descriptor, path, node, lost);
      if (options.streams() == RestoreOptions.Streams.XATTRS) {
        streams(descriptor, path, node, lost);
      }
    }
    var times = work.times(attributes.accessed(), attributes.modified());
    int result =
        path == null
            ? Posix.CALLS.futimens(descriptor, times)
            : Posix.CALLS.utimensat(Posix.AT_FDCWD, path, times, 0);
    note(result, "the times", lost);
    return lost;
  }

  private boolean owner(int descriptor, Attributes attributes, List<String> lost) {
    long user = options.owners().user(attributes.userId());
    long group = options.owners().group(attributes.groupId());
    if (!root && (user != ownUser || group != ownGroup)) {
      notes.add("owners are not restored, as only root may give files away");
      return false;
    }
    if (user < 0 || user >= NO_ID || group < 0 || group >= NO_ID) {
      lost.add("the owner " + user + ":" + group + " cannot exist here");
      return false;
    }
    int result =
        Posix.CALLS.fchownat(descriptor, new byte[1], (int) user, (int) group, Posix.AT_EMPTY_PATH);
    return note(result, "the owner", lost);
  }

  private static boolean note(int result, String what, List<String> lost) {
    if (result < 0) {
      lost.add(what + " could not be set: " + Posix.CALLS.strerror(Posix.errno()));
    }
    return result == 0;
  }

  private void xattrs(int descriptor, byte @Nullable [] path, Node node, List<String> lost) {
    try {
      for (FileName name : node.xattrNames()) {
        byte[] value = node.xattr(name);
        if (value != null) {
          xattr(descriptor, path, name, value, lost);
        }
      }
    } catch (IOException e) {
      lost.add("its attributes cannot be read: " + e.getMessage());
    }
  }

  private void xattr(
      int descriptor, byte @Nullable [] path, FileName name, byte[] value, List<String> lost) {
    String shown = name.toString();
    boolean privileged = shown.startsWith("security.") || shown.startsWith("trusted.");
    if (privileged && !root) {
      notes.add("security.* and trusted.* attributes are not restored, as only root may set them");
      return;
    }
    if (shown.startsWith("system.") && !shown.startsWith("system.posix_acl_")) {
      notes.add("the attribute " + shown + " has no counterpart on this host and is left out");
      return;
    }
    byte[] key = Posix.path(name);
    int result =
        path == null
            ? Posix.CALLS.fsetxattr(descriptor, key, value, value.length, 0)
            : Posix.CALLS.setxattr(path, key, value, value.length, 0);
    note(result, "the attribute " + shown, lost);
  }

  private void streams(int descriptor, byte @Nullable [] path, Node node, List<String> lost) {
    try {
      for (Node.Stream stream : node.streams()) {
        if (stream.size() > MOST_XATTR_BYTES) {
          lost.add(
              "the stream "
                  + stream.name()
                  + " is too long for an attribute (use --streams=files)");
          continue;
        }
        Node content = node.stream(stream.name());
        if (content != null) {
          FileName name = Placement.joined(FileName.of("user."), stream.name());
          xattr(descriptor, path, name, bytes(content, (int) stream.size()), lost);
        }
      }
    } catch (IOException e) {
      lost.add("its streams cannot be read: " + e.getMessage());
    }
  }

  static byte[] bytes(Node content, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining()) {
      if (content.read(bytes.position(), bytes) <= 0) {
        throw new IOException("a stream ends before its size of " + size);
      }
    }
    return bytes.array();
  }
}
