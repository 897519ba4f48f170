package io.coldmount.mountd.guest;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A path walked inside one file system, as the guest's kernel would walk it with that file system
 * as its root: symbolic links are followed there and nowhere else, and {@code ..} at the root stays
 * at the root.
 */
public final class GuestPath {

  /** The kernel's MAXSYMLINKS, so every walk ends. */
  static final int MAXIMUM_LINKS = 40;

  private record Step(FileName name, Node node) {}

  private final String asked;
  private final Node root;
  private final List<Step> walked = new ArrayList<>();
  private final Deque<FileName> ahead = new ArrayDeque<>();
  private int links;

  private GuestPath(String asked, Node root) {
    this.asked = asked;
    this.root = root;
  }

  /**
   * A file that was found.
   *
   * @param path from the root of the file system, without links, {@code .} and {@code ..}
   */
  public record Found(FileName path, Node node) {}

  /**
   * Finds the file at {@code path}. A path need not begin with a slash.
   *
   * @param followLast whether a symbolic link at the end of the path is followed too
   * @throws NoSuchFileException if there is none
   * @throws NotDirectoryException if something on the way is not a directory
   * @throws FileSystemLoopException if there are too many links on the way
   */
  public static Found find(FileSystem fileSystem, FileName path, boolean followLast)
      throws IOException {
    GuestPath walk = new GuestPath(path.toString(), fileSystem.root());
    walk.push(path.bytes());
    byte[] bytes = path.bytes();
    boolean slashAtEnd = bytes.length > 0 && bytes[bytes.length - 1] == '/';
    walk.walk(followLast || slashAtEnd);
    Found found = new Found(walk.reached(), walk.here());
    if (slashAtEnd && found.node.attributes().type() != FileType.DIRECTORY) {
      throw new NotDirectoryException(walk.asked);
    }
    return found;
  }

  private Node here() {
    return walked.isEmpty() ? root : walked.getLast().node;
  }

  private void walk(boolean followLast) throws IOException {
    while (!ahead.isEmpty()) {
      FileName name = ahead.pop();
      if (here().attributes().type() != FileType.DIRECTORY) {
        throw new NotDirectoryException(asked);
      }
      if (isDots(name, 1)) {
        continue;
      }
      if (isDots(name, 2)) {
        if (!walked.isEmpty()) {
          walked.removeLast();
        }
        continue;
      }
      step(name, followLast);
    }
  }

  private void step(FileName name, boolean followLast) throws IOException {
    Node child = here().lookup(name);
    if (child == null) {
      throw new NoSuchFileException(asked);
    }
    boolean follow = followLast || !ahead.isEmpty();
    if (!follow || child.attributes().type() != FileType.SYMBOLIC_LINK) {
      walked.add(new Step(name, child));
      return;
    }
    if (++links > MAXIMUM_LINKS) {
      throw new FileSystemLoopException(asked);
    }
    byte[] target = child.readLink().bytes();
    if (target.length == 0) {
      throw new NoSuchFileException(asked);
    }
    if (target[0] == '/') {
      walked.clear();
    }
    push(target);
  }

  /** Puts the parts of {@code path} ahead of what is still to be walked. */
  private void push(byte[] path) {
    int end = path.length;
    for (int i = path.length; i >= 0; i--) {
      if (i == 0 || path[i - 1] == '/') {
        if (i < end) {
          ahead.push(FileName.of(Arrays.copyOfRange(path, i, end)));
        }
        end = i - 1;
      }
    }
  }

  private static boolean isDots(FileName name, int count) {
    if (name.length() != count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (name.at(i) != '.') {
        return false;
      }
    }
    return true;
  }

  private FileName reached() {
    var path = new ByteArrayOutputStream();
    for (Step step : walked) {
      path.write('/');
      path.writeBytes(step.name.bytes());
    }
    return path.size() == 0 ? FileName.of("/") : FileName.of(path.toByteArray());
  }
}
