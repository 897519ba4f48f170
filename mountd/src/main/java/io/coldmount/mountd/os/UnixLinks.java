package io.coldmount.mountd.os;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import io.coldmount.mountd.tree.LinkTargets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Absolute targets begin at the mountpoint, as they begin at the root for the guest. */
final class UnixLinks implements LinkTargets {

  private final byte[] mountpoint;

  UnixLinks(Path mountpoint) {
    this.mountpoint = mountpoint.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public FileName target(FileSystem volume, Node link) throws IOException {
    FileName stored = link.readLink();
    if (stored.length() == 0 || stored.at(0) != '/') {
      return stored;
    }
    byte[] target = new byte[mountpoint.length + stored.length()];
    System.arraycopy(mountpoint, 0, target, 0, mountpoint.length);
    stored.copyTo(target, mountpoint.length);
    return FileName.of(target);
  }
}
