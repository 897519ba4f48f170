package io.coldmount.fs.sleuthkit;

import io.coldmount.block.CorruptException;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import java.io.IOException;

/**
 * The listing of one folder, a page at a time. A cursor is one more than the number that libtsk
 * gives the entry before.
 */
final class Folder {

  /** No folder of a sane image has more pages; they are numbered in 16 bits. */
  private static final int MAXIMUM_PAGES = 0xFFFF;

  private final SleuthkitFileSystem fileSystem;
  private final long id;

  Folder(SleuthkitFileSystem fileSystem, long id) {
    this.fileSystem = fileSystem;
    this.id = id;
  }

  private Page page(int number) throws IOException {
    if (number > MAXIMUM_PAGES) {
      throw new CorruptException(
          fileSystem.source().name(), "the folder of node " + id + " has too many entries");
    }
    return fileSystem.page(id, number);
  }

  /** The id of the entry called {@code name}, or 0. */
  long find(FileName name) throws IOException {
    for (int number = 0; ; number++) { // ends: the folder has so many entries
      Page page = page(number);
      Long found = page.find(name);
      if (found != null) {
        return found;
      }
      if ((number + 1L) * Page.SIZE >= page.total()) {
        return 0;
      }
    }
  }

  void list(long cursor, DirectorySink sink) throws IOException {
    String problem = "";
    int number = (int) Math.min(cursor / Page.SIZE, MAXIMUM_PAGES);
    while (true) { // ends: the folder has so many entries
      Page page = page(number);
      for (DirectorySink.Entry entry : page.entries()) {
        if (entry.next() > cursor && !sink.entry(entry)) {
          return;
        }
      }
      problem = problem.isEmpty() ? page.problem() : problem;
      number++;
      if ((long) number * Page.SIZE >= page.total()) {
        break;
      }
    }
    if (!problem.isEmpty()) {
      throw new CorruptException(fileSystem.source().name(), problem);
    }
  }
}
