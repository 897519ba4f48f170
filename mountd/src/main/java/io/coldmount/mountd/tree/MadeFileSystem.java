package io.coldmount.mountd.tree;

import io.coldmount.fs.FileSystem;
import java.util.List;

/** A file system that is on no volume, and so has no label, no state, and nothing to close. */
public interface MadeFileSystem extends FileSystem {

  @Override
  default String label() {
    return "";
  }

  @Override
  default String uuid() {
    return "";
  }

  @Override
  default List<Condition> conditions() {
    return List.of();
  }

  @Override
  default void close() {}
}
