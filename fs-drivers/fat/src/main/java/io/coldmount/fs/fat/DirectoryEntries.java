package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;

/** Facts that hold for the directory entries of FAT and exFAT alike. */
final class DirectoryEntries {

  static final int SIZE = 32;
  static final int SHIFT = 5;

  private DirectoryEntries() {}

  /** The error that a listing of {@code directory}, whose map has a defect, ends with. */
  static CorruptException cut(BlockSource volume, DataMap directory) {
    return new CorruptException(
        volume.name(),
        "a directory can be read only up to byte "
            + directory.length()
            + ", because "
            + directory.defect());
  }
}
