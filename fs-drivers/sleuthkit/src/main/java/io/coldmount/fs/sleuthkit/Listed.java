package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.FileName;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a folder as libtsk gives it.
 *
 * @param inode that the name belongs to, or belonged to
 * @param nameType as {@code TSK_FS_NAME_TYPE_ENUM} numbers it
 * @param deleted whether the name is of a file that was deleted
 * @param metadata of the inode, or null if that cannot be read
 * @param link the target of a symbolic link; empty for anything else
 */
record Listed(
    long inode,
    int nameType,
    boolean deleted,
    @Nullable Metadata metadata,
    FileName name,
    FileName link) {

  private static final int UNALLOCATED = 0x02; // TSK_FS_NAME_FLAG_UNALLOC
  private static final int FIRST_VIRTUAL = 10; // TSK_FS_NAME_TYPE_VIRT

  static Listed parse(ByteBuffer answer, int blockSize) {
    long inode = answer.getLong();
    int type = answer.get();
    boolean deleted = (answer.get() & UNALLOCATED) != 0;
    Metadata metadata = answer.get() == 0 ? null : Metadata.parse(answer, blockSize);
    FileName name = FileName.of(TskVolumeInfo.text(answer));
    FileName link = FileName.of(TskVolumeInfo.text(answer));
    return new Listed(inode, type, deleted, metadata, name, link);
  }

  boolean isDots() {
    return name.length() <= 2 && name.length() > 0 && name.at(0) == '.' && endsInDot();
  }

  private boolean endsInDot() {
    return name.at(name.length() - 1) == '.';
  }

  /** Whether libtsk has made it up. */
  boolean isVirtual() {
    return nameType >= FIRST_VIRTUAL || (metadata != null && metadata.virtual());
  }
}
