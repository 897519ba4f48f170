package io.coldmount.mountd.fuse;

import java.io.IOException;

/** The kernel sent what this side does not understand. */
final class ProtocolException extends IOException {

  ProtocolException(String message) {
    super(message);
  }
}
