package io.coldmount.mountd.fuse;

import io.coldmount.fs.FileName;
import io.coldmount.mountd.host.Errno;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a guest's symbolic link leads, told so that it cannot lead out of the mount: an absolute
 * target becomes a relative one, and {@code ..} at the guest's root stays at the root, as it does
 * in the guest.
 *
 * <p>A target with {@code ..} behind a name is told without the two. Where that name is a link
 * itself, the guest's kernel would go elsewhere; but then nobody could tell how far up it goes.
 */
final class LinkTarget {

  private final byte[] target;

  /** The folder of the link below the guest's root, or -1 if that is not known. */
  private final int depth;

  private final List<FileName> names = new ArrayList<>();
  private int up;
  private boolean changed;

  private LinkTarget(byte[] target, int depth) {
    this.target = target;
    this.depth = depth;
  }

  /**
   * The target to show.
   *
   * @param depth of the folder that holds the link below the guest's root, or -1 if not known
   * @throws RefusedException ELOOP if the depth matters and is not known
   */
  static FileName inGuest(FileName stored, int depth) throws RefusedException {
    if (stored.length() == 0 || !mayLeave(stored)) {
      return stored;
    }
    RefusedException.require(depth >= 0, Errno.ELOOP);
    return new LinkTarget(stored.bytes(), depth).rewritten(stored);
  }

  /** Whether the target begins with a slash or has {@code ..} among its parts. */
  private static boolean mayLeave(FileName target) {
    if (target.at(0) == '/') {
      return true;
    }
    for (int i = 0; i + 1 < target.length(); i++) {
      boolean begins = i == 0 || target.at(i - 1) == '/';
      boolean ends = i + 2 == target.length() || target.at(i + 2) == '/';
      if (begins && ends && target.at(i) == '.' && target.at(i + 1) == '.') {
        return true;
      }
    }
    return false;
  }

  private FileName rewritten(FileName stored) {
    if (target[0] == '/') {
      up = depth;
      changed = true;
    }
    int begin = 0;
    for (int i = 0; i <= target.length; i++) {
      if (i == target.length || target[i] == '/') {
        part(Arrays.copyOfRange(target, begin, i));
        begin = i + 1;
      }
    }
    return changed ? FileName.of(joined()) : stored;
  }

  private void part(byte[] part) {
    if (part.length == 0 || Arrays.equals(part, new byte[] {'.'})) {
      return;
    }
    if (!Arrays.equals(part, new byte[] {'.', '.'})) {
      names.add(FileName.of(part));
    } else if (!names.isEmpty()) {
      names.removeLast();
      changed = true;
    } else if (up < depth) {
      up++;
    } else {
      changed = true;
    }
  }

  private byte[] joined() {
    var out = new ByteArrayOutputStream(target.length);
    for (int i = 0; i < up; i++) {
      out.writeBytes(new byte[] {'.', '.', '/'});
    }
    for (FileName name : names) {
      out.writeBytes(name.bytes());
      out.write('/');
    }
    if (out.size() == 0) {
      out.write('.');
    }
    byte[] path = out.toByteArray();
    boolean folder = target[target.length - 1] == '/';
    return folder || path.length == 1 ? path : Arrays.copyOf(path, path.length - 1);
  }
}
