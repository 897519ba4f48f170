package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a folder's listing: the entries that libtsk numbers from one multiple of {@link #SIZE}
 * to the next, without those that no guest sees.
 *
 * @param total how many entries libtsk has of the folder
 * @param problem what is wrong with an entry that could not be taken, or empty
 */
record Page(int total, List<DirectorySink.Entry> entries, Map<FileName, Long> ids, String problem) {

  static final int SIZE = 2048;

  static Page of(int total, List<DirectorySink.Entry> entries, String problem) {
    Map<FileName, Long> ids = HashMap.newHashMap(entries.size());
    for (DirectorySink.Entry entry : entries) {
      ids.putIfAbsent(entry.name(), entry.id());
    }
    return new Page(total, List.copyOf(entries), ids, problem);
  }

  @Nullable Long find(FileName name) {
    return ids.get(name);
  }

  int weight() {
    return 128 + 160 * entries.size();
  }
}
