package io.coldmount.mountd.scan;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.GuestPath;
import io.coldmount.mountd.restore.ContentComparison;
import io.coldmount.mountd.restore.SameNodes;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells which files are what they were at an older link. Nothing is taken from times: either a file
 * has the same path and all bytes that it is made of are the same, or its content lies at the same
 * place of the same host file, or it is compared. What cannot be compared counts as changed. Is
 * told of each folder and then of the files in it; for one thread.
 */
final class Unchanged {

  private final FileSystem before;
  private final SameNodes same;
  private final ContentComparison contents = new ContentComparison();

  /** Where the folder that was entered last stood before, or null. */
  private @Nullable Node folder;

  private boolean sameFolder;

  /** What the file that was begun last was before, or null if that is not needed or not there. */
  private @Nullable Node old;

  private boolean sameFile;

  Unchanged(FileSystem before, FileSystem after) {
    this.before = before;
    this.same = SameNodes.of(before, after);
  }

  /** The files that follow are in this folder. */
  void enter(FileName path, Node now) {
    begin(null, false);
    folder = null;
    sameFolder = false;
    try {
      Node was = GuestPath.find(before, path, false).node();
      if (was.attributes().type() == FileType.DIRECTORY) {
        folder = was;
        sameFolder = was.id() == now.id() && same.contains(now.id());
      }
    } catch (IOException e) {
      folder = null; // all in it counts as changed
    }
  }

  /**
   * The questions that follow are about this file, or folder, of the folder entered last.
   *
   * @param path whose last name it has there
   */
  void file(FileName path, Node now) {
    begin(null, false);
    if (folder == null) {
      return;
    }
    try {
      long id = now.id();
      if (sameFolder && same.contains(id)) {
        begin(null, true);
        return;
      }
      Node was = folder.lookup(last(path));
      boolean whole = was != null && !sameFolder && was.id() == id && same.contains(id);
      begin(was, whole);
    } catch (IOException e) {
      begin(null, false);
    }
  }

  private static FileName last(FileName path) {
    byte[] bytes = path.bytes();
    int start = bytes.length;
    while (start > 0 && bytes[start - 1] != '/') {
      start--;
    }
    return FileName.of(Arrays.copyOfRange(bytes, start, bytes.length));
  }

  private void begin(@Nullable Node was, boolean whole) {
    old = was;
    sameFile = whole;
  }

  /** Whether its content is what it was. */
  boolean content(Node now, long size) {
    if (sameFile) {
      return true;
    }
    Node was = old;
    try {
      return was != null
          && was.attributes().type() == FileType.REGULAR
          && contents.same(was, was.attributes().size(), now, size);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a stream of it is what it was. */
  boolean stream(FileName name, Node now, long size) {
    if (sameFile) {
      return true;
    }
    Node was = old;
    try {
      Node stream = was == null ? null : was.stream(name);
      return stream != null && contents.same(stream, stream.attributes().size(), now, size);
    } catch (IOException e) {
      return false;
    }
  }
}
