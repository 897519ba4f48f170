package io.coldmount.fs;

import io.coldmount.block.ImageException;
import org.jspecify.annotations.Nullable;

/** Takes the entries of a directory, one after the other. */
@FunctionalInterface
public interface DirectorySink {

  /**
   * Takes one entry.
   *
   * @return whether to go on
   */
  boolean entry(Entry entry);

  /**
   * Told of a part of the directory that cannot be listed, when it is met. The listing goes on
   * behind it and ends with an error; who stops it and goes on later from a cursor behind the
   * damage is not told again.
   */
  default void damaged(ImageException problem) {}

  /**
   * One entry.
   *
   * @param name never empty, never {@code .} or {@code ..}, without {@code /} and NUL
   * @param id of the node it names; the node itself may turn out to be damaged
   * @param type as the directory knows it, or null if it does not
   * @param next the cursor that goes on behind this entry, more than 0
   */
  record Entry(FileName name, long id, @Nullable FileType type, long next) {}
}
