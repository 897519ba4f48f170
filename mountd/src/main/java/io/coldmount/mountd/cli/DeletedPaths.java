package io.coldmount.mountd.cli;

import io.coldmount.fs.FileType;
import io.coldmount.fs.sleuthkit.DeletedFiles;
import io.coldmount.mountd.restore.GuestWalk;
import io.coldmount.mountd.restore.RestoreLog;
import io.coldmount.mountd.restore.RestoreSource;
import io.coldmount.mountd.restore.Selection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What {@code cp --deleted} names: paths below the folder of deleted files. */
final class DeletedPaths {

  private DeletedPaths() {}

  /** {@code p1:/docs} as {@code p1:/.deleted/docs}. */
  static List<String> of(List<String> typed) {
    return typed.stream().map(DeletedPaths::of).toList();
  }

  private static String of(String typed) {
    int colon = typed.indexOf(':');
    int slash = typed.indexOf('/');
    int start = colon > 0 && (slash < 0 || colon < slash) ? colon + 1 : 0;
    String path = typed.substring(start);
    String separator = path.startsWith("/") ? "" : "/";
    return typed.substring(0, start) + "/" + DeletedFiles.FOLDER + separator + path;
  }

  /** Says of each file how much of it no other file has overwritten. */
  static void tellIntact(List<RestoreSource> sources, Selection selection, RestoreLog log) {
    GuestWalk.Visitor visitor =
        found -> {
          if (found.attributes().type() == FileType.REGULAR) {
            tell(found, log);
          }
          return true;
        };
    try {
      new GuestWalk(selection, log, visitor).walk(sources);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(GuestWalk.Found found, RestoreLog log) {
    try {
      byte[] intact = found.node().xattr(DeletedFiles.INTACT);
      if (intact != null) {
        String text = new String(intact, StandardCharsets.UTF_8);
        log.noted(found.source() + ": " + text + " are intact");
      }
    } catch (IOException e) {
      log.failed(found.source(), String.valueOf(e.getMessage()));
    }
  }
}
