package io.coldmount.diskset.vmdk;

/** What the entries of grain directories and grain tables mean in one sparse format. */
sealed interface EntryCode permits SectorCode, SeSparseCode {

  /** Nothing is stored here: the parent's bytes show. */
  long ABSENT = 0;

  /** The grain reads as zeros, whatever the parent holds. */
  long ZEROED = -1;

  /** The entry has no meaning. */
  long INVALID = -2;

  /** The size of an entry in bytes. */
  int size();

  /**
   * The offset of the grain table in the file, in bytes, or {@link #ABSENT} or {@link #INVALID}.
   */
  long table(long entry);

  /** The offset of the grain in the file, in bytes, or one of the constants. */
  long grain(long entry);
}
