package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileType;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What libtsk tells of an inode ({@code TSK_FS_META}).
 *
 * @param allocated whether a file has it; what it held before may still be there if not
 * @param virtual whether libtsk has made it up, such as the folder of orphans
 */
record Metadata(boolean allocated, boolean virtual, Attributes attributes) {

  private static final int UNALLOCATED = 0x02; // TSK_FS_META_FLAG_UNALLOC
  private static final int PERMISSIONS = 07777;
  private static final int FOLDER_DEFAULT = 0555;
  private static final int FILE_DEFAULT = 0444;
  private static final int LAST_NANOSECOND = 999_999_999;

  /** Times further away are of a damaged inode; that far Java still counts. */
  private static final long FARTHEST = 1L << 40;

  static Metadata parse(ByteBuffer answer, int blockSize) {
    int flags = answer.get();
    int type = answer.get();
    int mode = answer.getShort() & PERMISSIONS;
    int links = Math.max(1, answer.getInt());
    long size = Math.max(0, answer.getLong());
    long user = owner(answer.getInt());
    long group = owner(answer.getInt());
    Instant accessed = time(answer);
    Instant modified = time(answer);
    Instant changed = time(answer);
    Instant born = time(answer);
    FileType fileType = type(type);
    if (mode == 0) {
      mode =
          fileType == FileType.DIRECTORY ? FOLDER_DEFAULT : FILE_DEFAULT; // as iso9660 is mounted
    }
    return new Metadata(
        (flags & UNALLOCATED) == 0,
        type == 10 || type == 11, // TSK_FS_META_TYPE_VIRT, _VIRT_DIR
        new Attributes(
            fileType,
            mode,
            links,
            user,
            group,
            size,
            allocated(fileType, size, blockSize),
            0,
            0,
            accessed,
            modified,
            changed,
            born.equals(Instant.EPOCH) ? null : born,
            0,
            0));
  }

  /** -1 is libtsk's way to say that it knows none. */
  private static long owner(int number) {
    return number == -1 ? 0 : number & 0xFFFF_FFFFL;
  }

  /** libtsk tells no more than the size. */
  private static long allocated(FileType type, long size, int blockSize) {
    boolean hasBlocks = type == FileType.REGULAR || type == FileType.DIRECTORY;
    if (!hasBlocks || size > Long.MAX_VALUE - blockSize) {
      return 0;
    }
    return (size + blockSize - 1) / blockSize * blockSize;
  }

  private static Instant time(ByteBuffer answer) {
    long seconds = answer.getLong();
    int nanoseconds = answer.getInt();
    return Instant.ofEpochSecond(
        Math.clamp(seconds, -FARTHEST, FARTHEST), Math.clamp(nanoseconds, 0, LAST_NANOSECOND));
  }

  /** {@code TSK_FS_META_TYPE_ENUM}. */
  private static FileType type(int type) {
    return switch (type) {
      case 2, 11 -> FileType.DIRECTORY;
      case 3 -> FileType.FIFO;
      case 4 -> FileType.CHARACTER_DEVICE;
      case 5 -> FileType.BLOCK_DEVICE;
      case 6 -> FileType.SYMBOLIC_LINK;
      case 8 -> FileType.SOCKET;
      default -> FileType.REGULAR;
    };
  }

  /** {@code TSK_FS_NAME_TYPE_ENUM}; null for what a name does not tell. */
  static @Nullable FileType nameType(int type) {
    return switch (type) {
      case 1 -> FileType.FIFO;
      case 2 -> FileType.CHARACTER_DEVICE;
      case 3 -> FileType.DIRECTORY;
      case 4 -> FileType.BLOCK_DEVICE;
      case 5 -> FileType.REGULAR;
      case 6 -> FileType.SYMBOLIC_LINK;
      case 7 -> FileType.SOCKET;
      default -> null;
    };
  }
}
