package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A directory whose entries are inline data: the number of its parent, then entries to the end of
 * the first 60 bytes, then more in the rest. Layout: kernel documentation,
 * filesystems/ext4/inlinedata, "Inline Directories".
 */
final class InlineDirectory {

  private static final int PARENT_SIZE = 4;

  private InlineDirectory() {}

  static List<DirectoryBlock> parts(Volume volume, Inode inode) throws IOException {
    InlineData data = InlineData.read(volume, inode);
    byte[] bytes = data.bytes();
    // The directory's size says how much of the data holds entries.
    int size = (int) Math.min(Math.max(inode.size(), Inode.BLOCK_SIZE), bytes.length);
    var first =
        part(volume, inode, data.start(), Arrays.copyOf(bytes, Inode.BLOCK_SIZE), PARENT_SIZE);
    if (size <= Inode.BLOCK_SIZE) {
      return List.of(first);
    }
    byte[] rest = Arrays.copyOfRange(bytes, Inode.BLOCK_SIZE, size);
    return List.of(first, part(volume, inode, data.rest(), rest, 0));
  }

  private static DirectoryBlock part(
      Volume volume, Inode inode, long position, byte[] bytes, int from) {
    return new DirectoryBlock(volume.source.name(), position, inode.number(), bytes, from, false);
  }

  static long parent(Inode inode) throws IOException {
    return new ByteView("", 0, inode.block()).u32le(0);
  }
}
