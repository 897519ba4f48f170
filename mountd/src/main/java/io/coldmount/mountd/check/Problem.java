package io.coldmount.mountd.check;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.diskset.ParentException;
import java.io.IOException;

/**
 * One thing that is wrong.
 *
 * @param kind for programs
 * @param where the file, volume or path it concerns
 * @param detail one sentence for people
 */
public record Problem(Kind kind, String where, String detail) {

  /** The kinds; their names in lower case are part of the JSON output. */
  public enum Kind {
    /** A structure contradicts its format, or another structure. */
    CORRUPT,
    /** Something that cannot be checked, because Coldmount does not read it. */
    UNSUPPORTED,
    /** The host could not read a file. */
    HOST,
    /** The partition table is not as it should be. */
    PARTITION_TABLE,
    /** The file system itself tells of damage. */
    FILE_SYSTEM,
    /** Another driver sees the volume in another way. */
    DIFFERENCE
  }

  static Problem of(String where, IOException e) {
    Kind kind =
        e instanceof ImageException image
            ? switch (image) {
              case CorruptException c -> Kind.CORRUPT;
              case UnsupportedException u -> Kind.UNSUPPORTED;
              case UnavailableException u -> Kind.UNSUPPORTED;
            }
            : e instanceof ParentException ? Kind.CORRUPT : Kind.HOST;
    String message = e.getMessage();
    return new Problem(kind, where, message == null ? e.getClass().getSimpleName() : message);
  }
}
