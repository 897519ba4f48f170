package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileType;
import java.io.IOException;

/** What stat(2) shows of an inode, as the kernel's ext4 shows it. */
final class InodeAttributes {

  private static final int TYPE_MASK = 0170000;
  private static final int PERMISSIONS_MASK = 07777;

  /** The flags of an inode have the values of statx(2). */
  private static final int STATX_FLAGS =
      Attributes.COMPRESSED
          | Attributes.IMMUTABLE
          | Attributes.APPEND_ONLY
          | Attributes.NO_DUMP
          | Attributes.ENCRYPTED
          | Attributes.VERITY;

  private InodeAttributes() {}

  static Attributes of(Volume volume, Inode inode) throws IOException {
    FileType type = type(volume, inode);
    long device = isDevice(type) ? device(inode) : 0;
    return new Attributes(
        type,
        inode.mode() & PERMISSIONS_MASK,
        inode.linkCount(),
        inode.userId(),
        inode.groupId(),
        size(volume, inode, type),
        allocated(inode, type),
        (int) (device >>> 32),
        (int) device,
        inode.accessed(),
        inode.modified(),
        inode.changed(),
        inode.birth(),
        inode.generation(),
        inode.flags() & STATX_FLAGS);
  }

  private static FileType type(Volume volume, Inode inode) throws IOException {
    int bits = inode.mode() & TYPE_MASK;
    FileType type = FileType.ofModeBits(bits);
    if (type == null) {
      throw volume.corrupt(
          inode.number(), "its mode " + Integer.toOctalString(inode.mode()) + " has no file type");
    }
    return type;
  }

  /** An encrypted link is as long as what it shows, and the kernel says so too. */
  private static long size(Volume volume, Inode inode, FileType type) throws IOException {
    boolean coded = type == FileType.SYMBOLIC_LINK && inode.flag(Inode.FLAG_ENCRYPTED);
    return coded ? new SymbolicLink(volume, inode).target().length() : inode.size();
  }

  /** Inline data occupies no block, but the kernel counts it, lest the file looks sparse. */
  private static long allocated(Inode inode, FileType type) {
    boolean inline = type == FileType.REGULAR && inode.flag(Inode.FLAG_INLINE_DATA);
    long sectors = inode.sectors() + (inline ? (inode.size() + 511) >>> 9 : 0);
    return sectors << 9;
  }

  private static boolean isDevice(FileType type) {
    return type == FileType.BLOCK_DEVICE || type == FileType.CHARACTER_DEVICE;
  }

  /**
   * Major number in the upper half, minor in the lower: from 16 bits, or from 32 if those are 0.
   */
  private static long device(Inode inode) throws IOException {
    var block = new ByteView("", 0, inode.block());
    long old = block.u32le(0);
    if (old != 0) {
      return (((old >>> 8) & 0xFF) << 32) | (old & 0xFF);
    }
    long device = block.u32le(4);
    return (((device >>> 8) & 0xFFF) << 32) | (device & 0xFF) | ((device >>> 12) & 0xFFF00);
  }
}
