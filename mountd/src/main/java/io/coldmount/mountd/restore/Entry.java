package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;

/**
 * One thing to be restored.
 *
 * @param target the folder it is made in
 * @param name the name it is to have there
 * @param source its path in the guest, for people
 */
record Entry(
    HostDirectory target,
    FileName name,
    FileSystem fileSystem,
    Node node,
    Attributes attributes,
    String source) {

  String shownTarget() {
    return target.shown(name);
  }
}
