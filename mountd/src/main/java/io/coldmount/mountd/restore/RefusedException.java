package io.coldmount.mountd.restore;

import java.io.IOException;

/** An entry is not restored, because it would harm what is there or cannot be there. */
final class RefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  RefusedException(String reason) {
    super(reason);
  }
}
