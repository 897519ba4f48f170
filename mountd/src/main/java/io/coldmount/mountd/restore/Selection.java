package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are taken.
 *
 * @param include if not empty, a file must fit one of them
 * @param exclude what fits one of them is left out, a folder with all below it
 * @param newerThan files must have been modified after this
 */
public record Selection(List<Glob> include, List<Glob> exclude, @Nullable Instant newerThan) {

  /** Leaves nothing out. */
  public static final Selection ALL = new Selection(List.of(), List.of(), null);

  public Selection {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /** Whether {@link #takes} needs to be asked at all. */
  boolean takesAll() {
    return include.isEmpty() && exclude.isEmpty() && newerThan == null;
  }

  /**
   * Whether an entry is taken.
   *
   * @param names its path from the top
   */
  public boolean takes(List<String> names, Attributes attributes) {
    boolean folder = attributes.type() == FileType.DIRECTORY;
    if (exclude.stream().anyMatch(glob -> glob.matches(names))) {
      return false;
    }
    if (folder) {
      return true;
    }
    if (newerThan != null && !attributes.modified().isAfter(newerThan)) {
      return false;
    }
    return include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(names));
  }
}
