package io.coldmount.mountd.restore;

import io.coldmount.fs.FileSystem;
import java.util.HashSet;
import java.util.Set;

/**
 * The folders of the guest that a walk has entered. Each is entered once: a guest whose folders
 * form a ring, or in which a few folders are reached by millions of ways, costs no more than
 * another.
 */
final class GuestFolders {

  /**
   * Every level keeps a folder open, and 1024 is the usual number of files that a process may have
   * open. Real trees have some tens of levels.
   */
  static final int MOST_LEVELS = 500;

  private record Key(FileSystem fileSystem, long id) {}

  private final Set<Key> entered = new HashSet<>();

  /** Notes that a folder is entered, or says why it must not be. */
  void enter(FileSystem fileSystem, long id, int level) throws RefusedException {
    if (level > MOST_LEVELS) {
      throw new RefusedException("it lies more than " + MOST_LEVELS + " folders deep");
    }
    if (!entered.add(new Key(fileSystem, id))) {
      throw new RefusedException(
          "the folder has another place in the tree too (a ring, or a folder with two names)");
    }
  }
}
