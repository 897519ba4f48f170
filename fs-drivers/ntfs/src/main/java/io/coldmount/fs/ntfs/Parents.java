package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.io.IOException;

/** The way from a file up to the root, by the names in the records. */
final class Parents {

  /** A path of Windows has at most 32767 units, so it has fewer directories. */
  private static final int MAXIMUM_PATH = 16384;

  private Parents() {}

  /** The number of the directory that holds an inode's first name; the root's own for the root. */
  static long of(NtfsVolume volume, Inode inode) throws IOException {
    return Reference.number(firstName(volume, inode).parent());
  }

  /** The first name of an inode that is not only for DOS. */
  private static FileNameAttribute firstName(NtfsVolume volume, Inode inode) throws IOException {
    FileNameAttribute dos = null;
    for (AttributeRecord attribute : inode.firsts(AttributeType.FILE_NAME)) {
      ByteView value = attribute.value();
      FileNameAttribute name = value == null ? null : FileNameAttribute.parse(value);
      if (name != null && !name.isDos()) {
        return name;
      }
      dos = name;
    }
    if (dos == null) {
      throw new CorruptException(
          volume.name(), "MFT record " + inode.base().number() + " has no name");
    }
    return dos;
  }

  /** How many directories lie above an inode, the root not counted. */
  static int depth(NtfsVolume volume, Inode inode) throws IOException {
    long above = of(volume, inode);
    for (int depth = 0; depth < MAXIMUM_PATH; depth++) {
      if (above == Reference.ROOT) {
        return depth;
      }
      above = of(volume, volume.inode(above));
    }
    throw new CorruptException(
        volume.name(),
        "the directories above MFT record " + inode.base().number() + " do not end at the root");
  }
}
