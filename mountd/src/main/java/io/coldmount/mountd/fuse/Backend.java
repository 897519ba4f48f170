package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.nio.file.Path;

/** A way to bring a tree before the programs of this host. */
public interface Backend {

  /** Which way a user chooses. */
  enum Choice {
    /** The first of the others that works here. */
    AUTO,
    /** The FUSE protocol on {@code /dev/fuse}. */
    NATIVE,
    /** libfuse 2, through jnr-fuse. */
    JNR
  }

  /**
   * Mounts at {@code target}; returns when the kernel has agreed.
   *
   * @param target a folder where something can be mounted
   * @throws BackendException if this way cannot be gone on this host at all
   * @throws IOException one sentence that says why not; nothing stays mounted
   */
  Connection mount(Path target, TreeService service) throws IOException;
}
