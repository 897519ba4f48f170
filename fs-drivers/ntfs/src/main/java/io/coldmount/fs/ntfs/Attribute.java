package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.util.List;

/**
 * A whole attribute: the pieces that its records hold, in order of their clusters; the first has
 * the sizes.
 */
record Attribute(List<AttributeRecord> pieces) {

  AttributeRecord first() {
    return pieces.getFirst();
  }

  String name() {
    return first().name();
  }

  long size() {
    return first().size();
  }

  /** The bytes that the value occupies, as ntfs-3g counts them. */
  long allocated() {
    return first().isResident() ? (size() + 7) & ~7L : first().stored();
  }

  Runs runs(long clusterCount) throws ImageException {
    var builder = new Runs.Builder(clusterCount);
    for (AttributeRecord piece : pieces) {
      ByteView mapping = piece.mapping();
      if (mapping == null) {
        throw new IllegalStateException("a resident attribute has no runs");
      }
      builder.add(piece);
    }
    return builder.build();
  }
}
