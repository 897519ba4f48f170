package io.coldmount.mountd.daemon;

/** Something that a caller has, and that others do not see. */
interface Owned {

  /** Its name in the API. */
  String id();

  Caller owner();
}
