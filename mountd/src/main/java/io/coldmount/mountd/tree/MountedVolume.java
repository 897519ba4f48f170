package io.coldmount.mountd.tree;

import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import java.io.IOException;

/**
 * A file system in a tree.
 *
 * @param rootId of its root folder, or 0, which no node has, if that cannot be read
 */
record MountedVolume(FileSystem fileSystem, long rootId) {

  static MountedVolume of(FileSystem fs) {
    try {
      return new MountedVolume(fs, fs.root().id());
    } catch (IOException e) {
      return new MountedVolume(fs, 0); // the error comes again, to whoever enters the folder
    }
  }

  Node root() throws IOException {
    return fileSystem.root();
  }
}
