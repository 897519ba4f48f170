package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import java.io.IOException;
import java.util.Arrays;

/**
 * Data of a small file or directory inside its inode: 60 bytes in place of the block map, and the
 * rest as the value of the attribute {@code system.data}. Layout: kernel documentation,
 * filesystems/ext4/inlinedata.
 *
 * @param bytes both parts
 * @param start where the first part lies in the volume
 * @param rest where the second part lies
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record InlineData(byte[] bytes, long start, long rest) {

  static InlineData read(Volume volume, Inode inode) throws IOException {
    long position = volume.inodes.position(inode.number());
    if (inode.xattrOffset() != 0) {
      ByteView raw = Xattrs.inodeBytes(volume, inode);
      for (XattrEntry entry : XattrEntry.parseInode(raw, inode)) {
        if (entry.isInlineData()) {
          byte[] bytes = Arrays.copyOf(inode.block(), Inode.BLOCK_SIZE + (int) entry.size());
          byte[] value = raw.bytes(entry.valueOffset(), (int) entry.size());
          System.arraycopy(value, 0, bytes, Inode.BLOCK_SIZE, value.length);
          return new InlineData(
              bytes, position + Inode.BLOCK_OFFSET, position + entry.valueOffset());
        }
      }
    }
    throw volume.corrupt(
        inode.number(), "it says that its data is inline, but has no attribute system.data");
  }

  /** Where a byte lies in the volume. */
  long position(int offset) {
    return offset < Inode.BLOCK_SIZE ? start + offset : rest + (offset - Inode.BLOCK_SIZE);
  }

  /** How many bytes from {@code offset} on lie one behind the other. */
  int contiguous(int offset) {
    return (offset < Inode.BLOCK_SIZE ? Inode.BLOCK_SIZE : bytes.length) - offset;
  }
}
