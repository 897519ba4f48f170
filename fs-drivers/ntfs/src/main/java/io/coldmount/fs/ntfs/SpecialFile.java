package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import org.jspecify.annotations.Nullable;

/**
 * A special file as Interix (Services for UNIX) and ntfs-3g keep it: a system file whose data
 * begins with a magic. Layout: {@code INTX_FILE} of ntfs-3g; an empty one is a FIFO, one of one
 * byte a socket.
 *
 * @param target of a link, else null
 */
record SpecialFile(FileType type, int major, int minor, @Nullable LinkTarget target) {

  /** A magic and a link target of 4096 units. */
  static final int MAXIMUM = 8 + 2 * 4096;

  private static final int DEVICE_SIZE = 24;

  /** What the {@code content} of a system file makes of it, or null for a regular file. */
  static @Nullable SpecialFile parse(ByteView content, boolean hidden) throws ImageException {
    int length = content.length();
    if (length <= 1) {
      FileType type = length == 0 ? FileType.FIFO : FileType.SOCKET;
      return hidden ? null : new SpecialFile(type, 0, 0, null);
    }
    if (length > 8 && content.matches(0, "IntxLNK\1")) {
      FileName target = FileName.ofUtf16le(content.bytes(8, length - 8), 0, (length - 8) / 2);
      return new SpecialFile(FileType.SYMBOLIC_LINK, 0, 0, LinkTarget.posix(target));
    }
    boolean block = content.matches(0, "IntxBLK\0");
    if (length == DEVICE_SIZE && (block || content.matches(0, "IntxCHR\0"))) {
      return new SpecialFile(
          block ? FileType.BLOCK_DEVICE : FileType.CHARACTER_DEVICE,
          content.i32le(8),
          content.i32le(16),
          null);
    }
    return null;
  }
}
