package io.coldmount.fs.fat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a directory entry says of a file, for FAT and exFAT alike.
 *
 * @param id the place of the entry in units of its size; see the package
 * @param attributes the DOS attributes
 * @param cluster the first one; 0 for a file without data
 * @param contiguous whether the clusters follow each other and the table says nothing of them
 * @param size in bytes; for a directory of FAT, which has none, the most it can have
 * @param written the bytes from here on to the size read as zeros
 */
record Item(
    long id,
    boolean directory,
    int attributes,
    long cluster,
    boolean contiguous,
    long size,
    long written,
    Instant accessed,
    Instant modified,
    @Nullable Instant created) {

  /** The root, which has no entry and so no times. */
  static Item root(int attributes, long cluster, long size, Instant never) {
    return new Item(
        FatFileSystem.ROOT, true, attributes, cluster, false, size, 0, never, never, null);
  }
}
