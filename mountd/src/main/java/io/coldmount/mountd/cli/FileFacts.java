package io.coldmount.mountd.cli;

import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the guest keeps about a file.
 *
 * @param target of a symbolic link, or null
 * @param xattrs the extended attributes, in the form the kernel gives them
 * @param extents where its bytes are stored, or null if that was not asked for
 */
record FileFacts(
    GuestFile file,
    Attributes attributes,
    @Nullable FileName target,
    Map<FileName, byte[]> xattrs,
    List<Node.Stream> streams,
    @Nullable List<Extent> extents) {

  static FileFacts of(GuestFile file, boolean withExtents) throws IOException {
    Node node = file.node();
    Attributes attributes = node.attributes();
    FileName target = attributes.type() == FileType.SYMBOLIC_LINK ? node.readLink() : null;
    Map<FileName, byte[]> xattrs = new LinkedHashMap<>();
    for (FileName name : node.xattrNames()) {
      byte[] value = node.xattr(name);
      if (value != null) {
        xattrs.put(name, value);
      }
    }
    boolean hasBytes = attributes.type() == FileType.REGULAR;
    return new FileFacts(
        file,
        attributes,
        target,
        xattrs,
        node.streams(),
        withExtents && hasBytes ? extents(node, attributes.size()) : null);
  }

  /** The runs of a file, neighbours of one origin taken together. */
  private static List<Extent> extents(Node node, long size) throws IOException {
    List<Extent> runs = new ArrayList<>();
    for (long position = 0; position < size; ) {
      Extent next = node.extent(position, size - position);
      position = next.end();
      if (!runs.isEmpty() && continues(runs.getLast(), next)) {
        Extent last = runs.removeLast();
        runs.add(new Extent(last.position(), last.length() + next.length(), last.stored()));
      } else {
        runs.add(next);
      }
    }
    return runs;
  }

  private static boolean continues(Extent last, Extent next) {
    Extent.Storage a = last.stored();
    Extent.Storage b = next.stored();
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return !a.packed()
        && !b.packed()
        && a.link().equals(b.link())
        && a.file().equals(b.file())
        && a.offset() + last.length() == b.offset();
  }
}
