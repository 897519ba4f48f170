package io.coldmount.mountd.daemon;

import java.io.IOException;

/**
 * Keeps descriptors of mounts where the end of this process does not close them, by names. Safe for
 * many threads.
 */
interface Keeper {

  /**
   * Keeps another descriptor of what {@code descriptor} names, which stays open here.
   *
   * @throws IOException if it cannot; then it is not kept
   */
  void keep(String name, int descriptor) throws IOException;

  /** Lets go of what is kept as {@code name}, if it is. */
  void drop(String name);

  /** A descriptor that is kept, which the caller closes, or -1. It is kept on. */
  int take(String name);

  /** Nothing is kept any more: the daemon ends, and so have its mounts. */
  void end();
}
