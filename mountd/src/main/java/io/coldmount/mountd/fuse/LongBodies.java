package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where buffers for the longest answers come from. */
interface LongBodies {

  /** Room for the header and the longest body that the kernel asks for. */
  int CAPACITY = Reply.HEADER + Negotiation.MAX_PAGES * 4096;

  /**
   * A buffer of {@link #CAPACITY}, to be given back.
   *
   * @throws IOException if none is to be had
   */
  ByteBuffer take() throws IOException;

  void give(ByteBuffer buffer);
}
