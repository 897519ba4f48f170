package io.coldmount.mountd.fuse;

import java.io.IOException;

/** A way to mount does not exist on this host, whatever is mounted; another one may. */
public class BackendException extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * @param message one sentence
   */
  public BackendException(String message) {
    super(message);
  }

  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
