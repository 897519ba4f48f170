package io.coldmount.fs;

import io.coldmount.block.Extent;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder that no image has: it has entries, but neither bytes nor extended attributes. */
public interface MadeFolder extends Node {

  @Override
  default List<FileName> xattrNames() {
    return List.of();
  }

  @Override
  default byte @Nullable [] xattr(FileName name) {
    return null;
  }

  @Override
  default int read(long position, ByteBuffer target) {
    throw new IllegalStateException("a folder has no bytes");
  }

  @Override
  default Extent extent(long position, long length) {
    throw new IllegalStateException("a folder has no bytes");
  }

  @Override
  default FileName readLink() {
    throw new IllegalStateException("a folder is no link");
  }
}
