package io.coldmount.fs.fat;

import io.coldmount.fs.FileSystem.Condition;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks the NameHash of names as they are met. Specification: exFAT, section 7.6.4. A guest that
 * looks for a name passes over entries of another hash (Linux: fs/exfat/dir.c, {@code
 * exfat_find_dir_entry}) and lists them nevertheless, so a wrong one hides a file whose data is
 * whole.
 */
final class NameHashes {

  /** As many are counted; more are said to be more. */
  private static final int MOST = 1000;

  private final @Nullable UpcaseTable upcase;
  private final Set<Long> wrong = ConcurrentHashMap.newKeySet();
  private volatile @Nullable String first;

  /**
   * @param upcase the volume's own, or null if it is damaged: then nothing can be said
   */
  NameHashes(@Nullable UpcaseTable upcase) {
    this.upcase = upcase;
  }

  /** Takes the name of the set at {@code position} of the volume. */
  void check(long position, ExfatEntrySet set) {
    if (upcase == null || of(set.name(), upcase) == set.nameHash() || wrong.size() >= MOST) {
      return;
    }
    if (wrong.add(position) && first == null) {
      first = "«" + set.name() + "» (its entries begin at offset " + position + ")";
    }
  }

  static int of(String name, UpcaseTable upcase) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      char unit = upcase.of(name.charAt(i));
      hash = rotated(hash) + (unit & 0xFF) & 0xFFFF;
      hash = rotated(hash) + (unit >> 8) & 0xFFFF;
    }
    return hash;
  }

  private static int rotated(int hash) {
    return (hash & 1) << 15 | hash >> 1;
  }

  /** None, or that some were wrong. */
  List<Condition> conditions() {
    String name = first;
    if (name == null) {
      return List.of();
    }
    int count = wrong.size();
    String names =
        count == 1 ? "The name " : (count < MOST ? count : "At least " + MOST) + " names, first ";
    return List.of(
        new Condition(
            Condition.Kind.NAMES_HIDDEN,
            names
                + name
                + ": the stored NameHash is that of another name. The guest lists "
                + (count == 1 ? "this file" : "these files")
                + " but does not find "
                + (count == 1 ? "it" : "them")
                + " by name; here the data can be read."));
  }
}
