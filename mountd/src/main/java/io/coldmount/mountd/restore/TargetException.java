package io.coldmount.mountd.restore;

import java.io.IOException;

/** What is made of the guest's files cannot be written; the guest is not at fault. */
public final class TargetException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param sentence what was not written, and why
   */
  public TargetException(String sentence, IOException cause) {
    super(sentence, cause);
  }
}
