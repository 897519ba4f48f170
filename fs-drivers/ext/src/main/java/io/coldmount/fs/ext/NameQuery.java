package io.coldmount.fs.ext;

import java.util.Arrays;

/** What a lookup compares the names of a directory with. */
sealed interface NameQuery permits NameQuery.Exact, FoldedName, NokeyName {

  /** Whether the name at {@code bytes[offset, offset + length)} is the one that is looked for. */
  boolean matches(byte[] bytes, int offset, int length);

  /**
   * The hash of the name for an index.
   *
   * @param version as {@link HashTree#hashVersion()} gives it
   * @throws IllegalStateException if the name does not tell
   */
  int hash(int version, HashSeed seed);

  /** Whether an index of that version can be asked for this name. */
  default boolean hasHash(int version) {
    return version <= DirectoryHash.TEA_UNSIGNED;
  }

  /** Whether that index hashes the bytes of names as they stand there. */
  boolean hashesBytes(int version);

  /** Whether a name that its hash does not lead to is certainly not there. */
  default boolean isHashCertain() {
    return true;
  }

  /** The bytes as they are. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Exact(byte[] name) implements NameQuery {
    @Override
    public boolean matches(byte[] bytes, int offset, int length) {
      return length == name.length
          && Arrays.equals(bytes, offset, offset + length, name, 0, length);
    }

    @Override
    public int hash(int version, HashSeed seed) {
      return (int) (DirectoryHash.of(name, version, seed) >>> 32);
    }

    @Override
    public boolean hashesBytes(int version) {
      return true;
    }
  }
}
