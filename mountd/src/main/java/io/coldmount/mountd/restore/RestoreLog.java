package io.coldmount.mountd.restore;

import io.coldmount.fs.FileType;
import java.io.IOException;

/** Is told what a restore does, by several threads at once. */
public interface RestoreLog {

  /**
   * An entry is there, complete.
   *
   * @param source in the guest, as {@code p1:/etc/passwd}
   * @param target the name it was given, from the target folder on
   */
  void done(String source, String target, FileType type, long bytes, How how);

  /** An entry is missing in the target, or not complete there. */
  void failed(String source, String reason);

  /** The same with the error itself, for who tells the kinds of errors apart. */
  default void failed(String source, IOException thrown) {
    failed(source, Session.reason(thrown));
  }

  /** Something that a user should know and that costs no entry: said once for all it concerns. */
  void noted(String sentence);

  /** Bytes of a file have been copied, or skipped as a hole. */
  void progress(long bytes);

  /** How an entry came to be there. */
  enum How {
    /** Its content was written. */
    WRITTEN,
    /** It became another name of a file that was written before. */
    LINKED,
    /** It was left as it stood. */
    KEPT
  }
}
