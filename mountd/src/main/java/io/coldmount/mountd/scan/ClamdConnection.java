package io.coldmount.mountd.scan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection to clamd. Reads end with {@link java.net.SocketTimeoutException} when it is slow.
 */
interface ClamdConnection extends Closeable {

  /** Whether descriptors can be passed over it. */
  boolean passesDescriptors();

  /** Sends all of a direct or heap buffer. */
  void send(ByteBuffer bytes) throws IOException;

  /** Sends a few bytes and with them, in one message, an open file. */
  void sendDescriptor(ByteBuffer bytes, int descriptor) throws IOException;

  /**
   * Reads some bytes.
   *
   * @return how many, 0 at the end
   */
  int read(byte[] target) throws IOException;

  @Override
  void close();
}
