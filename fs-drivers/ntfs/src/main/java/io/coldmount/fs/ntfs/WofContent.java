package io.coldmount.fs.ntfs;

import io.coldmount.block.UnsupportedException;

/** Files that the Windows overlay filter compresses. */
final class WofContent {

  private WofContent() {}

  static Content open(NtfsVolume volume, Inode inode, ReparsePoint reparse, Content own) {
    return new UnreadableContent(
        own.size(), () -> new UnsupportedException(volume.name(), "the Windows overlay filter"));
  }
}
