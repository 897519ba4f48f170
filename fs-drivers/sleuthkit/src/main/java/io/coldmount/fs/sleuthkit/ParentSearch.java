package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.FileType;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the folder that holds another one. libtsk does not tell it for most formats, so folders
 * are remembered as they are listed, and this is for those that the cache has forgotten.
 */
final class ParentSearch {

  private final SleuthkitFileSystem fileSystem;
  private final long wanted;
  private final Deque<Long> ahead = new ArrayDeque<>();
  private final Set<Long> seen = new HashSet<>();
  private boolean found;

  ParentSearch(SleuthkitFileSystem fileSystem, long wanted) {
    this.fileSystem = fileSystem;
    this.wanted = wanted;
  }

  /** Ends: every folder is entered once. */
  @Nullable Long below(long top) throws IOException {
    ahead.add(top);
    seen.add(top);
    while (!ahead.isEmpty()) {
      long folder = ahead.remove();
      try {
        new Folder(fileSystem, folder).list(0, entry -> look(entry.id(), entry.type()));
      } catch (IOException e) {
        if (ahead.isEmpty() && !found) {
          throw e;
        }
      }
      if (found) {
        return folder;
      }
    }
    return null;
  }

  private boolean look(long id, @Nullable FileType type) {
    found = id == wanted;
    if (type == FileType.DIRECTORY && seen.add(id)) {
      ahead.add(id);
    }
    return !found;
  }
}
