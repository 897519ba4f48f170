package io.coldmount.mountd.scan;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.GuestPath;
import io.coldmount.mountd.restore.ContentComparison;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells files that an older link shows with the same bytes at the same path. Nothing is concluded
 * from times or sizes: either the bytes lie at the same place of the same host file, or they are
 * compared. What cannot be compared counts as changed.
 */
final class Unchanged {

  private final FileSystem before;
  private final ContentComparison contents = new ContentComparison();

  Unchanged(FileSystem before) {
    this.before = before;
  }

  /**
   * Whether a file, or a stream of it, was there before with the same bytes.
   *
   * @param file its path, without the stream
   * @param stream the stream's name, or null for the file itself
   */
  boolean is(FileName file, @Nullable FileName stream, Node node, long size) {
    try {
      Node old = GuestPath.find(before, file, false).node();
      if (stream != null) {
        Node oldStream = old.stream(stream);
        return oldStream != null
            && contents.same(oldStream, oldStream.attributes().size(), node, size);
      }
      Attributes attributes = old.attributes();
      return attributes.type() == FileType.REGULAR
          && contents.same(old, attributes.size(), node, size);
    } catch (IOException e) {
      return false;
    }
  }
}
