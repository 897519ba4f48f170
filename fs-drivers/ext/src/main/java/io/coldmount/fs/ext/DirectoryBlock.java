package io.coldmount.fs.ext;

import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Directory entries that stand one behind the other: a block of a directory, or a part of inline
 * data. Entries are read in place. Layout: kernel documentation, filesystems/ext4/directory,
 * "Linear (Classic) Directories".
 *
 * @param source the containment, for errors
 * @param position of the first byte in the volume, for errors
 * @param owner the inode of the directory it was read for
 * @param from where the first entry begins
 * @param wide whether lengths of records are those of blocks of 64 KiB
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DirectoryBlock(
    String source, long position, long owner, byte[] bytes, int from, boolean wide) {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  /** Inode, record length, name length and file type. */
  static final int HEADER_SIZE = 8;

  /** A header and a name of one byte, padded. */
  static final int MIN_RECORD = 12;

  /** Blocks of 64 KiB write a record of their whole length so, as it does not fit 16 bits. */
  private static final int WHOLE_BLOCK = 0xFFFF;

  private static final @Nullable FileType[] TYPES = {
    null,
    FileType.REGULAR,
    FileType.DIRECTORY,
    FileType.CHARACTER_DEVICE,
    FileType.BLOCK_DEVICE,
    FileType.FIFO,
    FileType.SOCKET,
    FileType.SYMBOLIC_LINK
  };

  int end() {
    return bytes.length;
  }

  int i32(int offset) {
    return (int) INT.get(bytes, offset);
  }

  int u16(int offset) {
    return (short) SHORT.get(bytes, offset) & 0xFFFF;
  }

  long inode(int at) {
    return i32(at) & 0xFFFF_FFFFL;
  }

  int nameLength(int at) {
    return bytes[at + 6] & 0xFF;
  }

  @Nullable FileType type(int at) {
    int fileType = bytes[at + 7] & 0xFF;
    return fileType < TYPES.length ? TYPES[fileType] : null;
  }

  FileName name(int at) {
    int start = at + HEADER_SIZE;
    return FileName.of(Arrays.copyOfRange(bytes, start, start + nameLength(at)));
  }

  /** Whether the entry is {@code .} or {@code ..}. */
  boolean isDots(int at) {
    int length = nameLength(at);
    return length <= 2
        && length > 0
        && bytes[at + HEADER_SIZE] == '.'
        && bytes[at + HEADER_SIZE + length - 1] == '.';
  }

  /**
   * The length of the record at {@code at}, which lies inside this block with its name.
   *
   * @throws CorruptException if it does not; nothing behind it can be found then
   */
  int recordLength(int at) throws CorruptException {
    int left = bytes.length - at;
    if (left < MIN_RECORD) {
      throw corrupt("a directory entry begins " + left + " bytes before the end", at);
    }
    int recLen = recordLengthUnchecked(at);
    if (recLen < MIN_RECORD || recLen % 4 != 0) {
      throw corrupt("a directory entry has the record length " + recLen, at);
    }
    if (recLen > left || (left - recLen < MIN_RECORD && recLen != left)) {
      throw corrupt(
          "a directory entry has the record length " + recLen + ", but " + left + " bytes are left",
          at);
    }
    if (recLen < HEADER_SIZE + nameLength(at)) {
      throw corrupt(
          "a directory entry of " + recLen + " bytes has a name of " + nameLength(at) + " bytes",
          at);
    }
    return recLen;
  }

  /** As it stands there. */
  int recordLengthUnchecked(int at) {
    int recLen = u16(at + 4);
    if (!wide) {
      return recLen;
    }
    if (recLen == 0 || recLen == WHOLE_BLOCK) {
      return 1 << 16;
    }
    return (recLen & 0xFFFC) | ((recLen & 3) << 16);
  }

  /** The hashes behind the name in a casefolded encrypted directory, or 0 if there is no room. */
  long storedHashes(int at) {
    int hashes = (at + HEADER_SIZE + nameLength(at) + 3) & ~3;
    return bytes.length - hashes < 8
        ? 0
        : ((long) i32(hashes) << 32) | (i32(hashes + 4) & 0xFFFF_FFFFL);
  }

  /** Whether a block of an indexed directory, not its first, is a node of the index. */
  boolean isIndexNode() {
    return inode(0) == 0 && recordLengthUnchecked(0) == bytes.length;
  }

  CorruptException corrupt(String problem, int at) {
    return new CorruptException(
        source, "inode " + owner + ": " + problem + " at offset " + (position + at));
  }

  int weight() {
    return 80 + bytes.length;
  }
}
