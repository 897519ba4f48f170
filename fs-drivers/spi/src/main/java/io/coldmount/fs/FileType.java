package io.coldmount.fs;

import org.jspecify.annotations.Nullable;

/** The types of POSIX, with their bits in {@code st_mode}. */
public enum FileType {
  FIFO(0010000),
  CHARACTER_DEVICE(0020000),
  DIRECTORY(0040000),
  BLOCK_DEVICE(0060000),
  REGULAR(0100000),
  SYMBOLIC_LINK(0120000),
  SOCKET(0140000);

  private final int modeBits;

  FileType(int modeBits) {
    this.modeBits = modeBits;
  }

  /** The type with these bits in the {@code S_IFMT} part of {@code st_mode}, or null. */
  public static @Nullable FileType ofModeBits(int bits) {
    return switch (bits) {
      case 0010000 -> FIFO;
      case 0020000 -> CHARACTER_DEVICE;
      case 0040000 -> DIRECTORY;
      case 0060000 -> BLOCK_DEVICE;
      case 0100000 -> REGULAR;
      case 0120000 -> SYMBOLIC_LINK;
      case 0140000 -> SOCKET;
      default -> null;
    };
  }

  /** The {@code S_IFMT} part of {@code st_mode}. */
  public int modeBits() {
    return modeBits;
  }
}
