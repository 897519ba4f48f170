package io.coldmount.mountd.fuse;

import java.io.IOException;

/** A mount cannot end now, because a program has a file or a folder of it open. */
public final class MountBusyException extends IOException {

  MountBusyException(String message) {
    super(message);
  }
}
