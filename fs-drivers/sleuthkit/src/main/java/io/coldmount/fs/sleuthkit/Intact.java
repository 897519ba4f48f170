package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.sleuthkit.child.Frames;
import java.io.IOException;

/**
 * How much of a deleted file no other file has overwritten, as far as the volume's own account of
 * free blocks tells.
 *
 * @param bytes that are still its own, or -1 if that cannot be known
 */
record Intact(long bytes, long size) {

  static Intact of(DeletedTree.Source.Deleted deleted) {
    long size = deleted.metadata().attributes().size();
    if (size == 0) {
      return new Intact(0, 0);
    }
    OpenVolume volume = deleted.volume();
    String type = volume.info().type();
    if (type.equals("iso9660") || type.equals("yaffs2")) {
      return new Intact(-1, size); // they keep no account of free blocks
    }
    try {
      OpenVolume.Blocks blocks =
          volume.intact(deleted.listed().inode(), Frames.DEFAULT_ATTRIBUTE, 0);
      return new Intact(bytes(blocks, size, volume.info().blockSize()), size);
    } catch (IOException e) {
      return new Intact(-1, size);
    }
  }

  private static long bytes(OpenVolume.Blocks blocks, long size, long blockSize) {
    if (blocks.all() == 0) {
      return size; // it lies in its inode, which is still free
    }
    long gone = (blocks.all() - blocks.free()) * blockSize;
    return Math.max(0, Math.min(size, Math.min(blocks.free() * blockSize, size - gone)));
  }

  /** For people: {@code 8192 of 12288 bytes}. */
  String text() {
    return (bytes < 0 ? "unknown" : Long.toString(bytes)) + " of " + size + " bytes";
  }
}
