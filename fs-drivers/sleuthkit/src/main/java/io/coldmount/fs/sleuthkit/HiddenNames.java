package io.coldmount.fs.sleuthkit;

/** What libtsk lists besides the files that a guest sees. */
final class HiddenNames {

  /** The first number of a catalog node that is a user's: TN1150, {@code HFSCatalogNodeID}. */
  private static final int HFS_FIRST_USER_NODE = 16;

  /** The first record of the MFT that is not one of the system's. */
  private static final int NTFS_FIRST_USER_RECORD = 16;

  private final Format format;

  HiddenNames(Format format) {
    this.format = format;
  }

  /** Whether an entry of the root folder, or of another one, is none of the guest's. */
  boolean hides(Listed entry, boolean inRoot) {
    if (entry.isDots() || entry.isVirtual()) {
      return true;
    }
    return inRoot
        && switch (format) {
          case HFS_PLUS -> isOfHfs(entry);
          case NTFS ->
              entry.inode() < NTFS_FIRST_USER_RECORD && entry.name().toString().startsWith("$");
          case FAT, UFS, EXT, ISO9660, YAFFS2, APFS -> false;
        };
  }

  /** The special files, and the folders that hold the content of hard links. */
  private static boolean isOfHfs(Listed entry) {
    String name = entry.name().toString();
    return (entry.inode() < HFS_FIRST_USER_NODE && name.startsWith("$"))
        || name.endsWith("HFS+ Private Data")
        || name.startsWith(".HFS+ Private Directory Data");
  }
}
