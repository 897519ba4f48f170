package io.coldmount.fs.ext;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A name in a directory that does not tell upper from lower case. */
final class FoldedName implements NameQuery {

  private final byte[] name;
  private final byte @Nullable [] folded;

  FoldedName(byte[] name) {
    this.name = name;
    this.folded = CaseFolding.fold(name, 0, name.length);
  }

  /** Whether the name is UTF-8, the only thing that a strict volume looks for. */
  boolean isText() {
    return folded != null;
  }

  @Override
  public boolean matches(byte[] bytes, int offset, int length) {
    if (length == name.length && Arrays.equals(bytes, offset, offset + length, name, 0, length)) {
      return true;
    }
    if (folded == null) {
      return false;
    }
    byte[] other = CaseFolding.fold(bytes, offset, length);
    return other != null && Arrays.equals(other, folded);
  }

  @Override
  public int hash(int version, HashSeed seed) {
    return (int) (DirectoryHash.of(folded != null ? folded : name, version, seed) >>> 32);
  }

  @Override
  public boolean hashesBytes(int version) {
    return false;
  }

  /** The guest's tables of folding may differ from ours outside ASCII. */
  @Override
  public boolean isHashCertain() {
    for (byte b : name) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
