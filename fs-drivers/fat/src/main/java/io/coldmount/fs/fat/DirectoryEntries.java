package io.coldmount.fs.fat;

/** Facts that hold for the directory entries of FAT and exFAT alike. */
final class DirectoryEntries {

  static final int SIZE = 32;
  static final int SHIFT = 5;

  private DirectoryEntries() {}
}
