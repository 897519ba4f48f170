package io.coldmount.mountd.scan;

import io.coldmount.block.Extent;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where all the bytes of a file lie: two files of one key have the same bytes. */
record ContentKey(long size, List<Extent> extents) {

  /** Keys are kept for the whole scan; a file in more pieces is scanned by itself. */
  private static final int MOST_EXTENTS = 32;

  /** The key, or null where the places do not tell the bytes. */
  static @Nullable ContentKey of(Node node, long size) {
    List<Extent> extents = new ArrayList<>();
    try {
      long at = 0;
      while (at < size) {
        Extent extent = node.extent(at, size - at);
        Extent.Storage stored = extent.stored();
        boolean tells = stored == null || (!stored.packed() && !stored.file().isEmpty());
        if (!tells || extents.size() == MOST_EXTENTS) {
          return null;
        }
        extents.add(extent);
        at = extent.end();
      }
    } catch (IOException e) {
      return null; // it will be read, and then tell why it cannot be
    }
    return new ContentKey(size, List.copyOf(extents));
  }
}
