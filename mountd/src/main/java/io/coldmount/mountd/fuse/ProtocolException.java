package io.coldmount.mountd.fuse;

/** The kernel sent what this side does not understand. */
final class ProtocolException extends BackendException {

  ProtocolException(String message) {
    super(message);
  }
}
