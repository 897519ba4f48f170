package io.coldmount.fs.sleuthkit;

/** The families of file systems that libtsk reads, with its numbers ({@code TSK_FS_TYPE_ENUM}). */
enum Format {
  NTFS(0x1),
  FAT(0xe),
  UFS(0x70),
  EXT(0x2180),
  ISO9660(0x800),
  HFS_PLUS(0x9000),
  YAFFS2(0x4000),
  APFS(0x10000);

  private final int number;

  Format(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
