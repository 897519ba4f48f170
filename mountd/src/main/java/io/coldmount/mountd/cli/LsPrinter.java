package io.coldmount.mountd.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Shows what {@code ls} finds. */
sealed interface LsPrinter extends Closeable permits LsText, LsJson {

  /** A file that the user named. */
  void file(GuestFile file, ListedFile listed) throws IOException;

  /**
   * A folder.
   *
   * @param heading whether the folder's name is shown too, because there are several
   */
  void folder(GuestFile folder, List<ListedFile> files, boolean heading) throws IOException;
}
