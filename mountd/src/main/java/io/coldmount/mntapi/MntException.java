package io.coldmount.mntapi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A call that failed: VMware's error, and a sentence that says what happened. */
public final class MntException extends IOException {

  private static final long serialVersionUID = 1;

  private final MntError error;

  MntException(MntError error, String sentence) {
    this(error, sentence, null);
  }

  MntException(MntError error, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.error = error;
  }

  public MntError error() {
    return error;
  }

  /** The number that VMware's library returns. */
  public int number() {
    return error.number();
  }
}
