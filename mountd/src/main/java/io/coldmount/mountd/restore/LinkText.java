package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import java.io.IOException;

/** The target of a symbolic link, as it can be written: not empty, without a NUL. */
final class LinkText {

  private LinkText() {}

  /** The target of {@code link}. */
  static FileName of(Node link) throws IOException {
    FileName target = link.readLink();
    if (target.length() == 0) {
      throw new RefusedException("the link's target is empty");
    }
    for (int i = 0; i < target.length(); i++) {
      if (target.at(i) == 0) {
        throw new RefusedException("the link's target has a NUL in it");
      }
    }
    return target;
  }
}
