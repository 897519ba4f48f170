package io.coldmount.mountd.tree;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import java.io.IOException;

/** What a mount says a symbolic link's target is. */
@FunctionalInterface
public interface LinkTargets {

  /**
   * The target to show.
   *
   * @param volume that holds the link
   */
  FileName target(FileSystem volume, Node link) throws IOException;
}
