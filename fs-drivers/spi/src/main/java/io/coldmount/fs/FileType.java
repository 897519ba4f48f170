package io.coldmount.fs;

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

  /** The {@code S_IFMT} part of {@code st_mode}. */
  public int modeBits() {
    return modeBits;
  }
}
