package io.coldmount.diskset;

import java.io.IOException;

/**
 * A snapshot's parent is missing, or is not the one the snapshot was made on. The image itself may
 * be sound: the user can say where the parent is, or go on knowingly.
 */
public final class ParentException extends IOException {

  /**
   * @param child the file of the snapshot
   * @param problem what is wrong with its parent, as a clause that follows a colon
   */
  public ParentException(String child, String problem) {
    super(child + ": " + problem);
  }
}
