package io.coldmount.diskset.vmdk;

import io.coldmount.block.CorruptException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** An inflater with its input, for one thread at a time. */
final class Unpacker implements AutoCloseable {

  private final Inflater inflater = new Inflater();
  private ByteBuffer input = ByteBuffer.allocateDirect(1 << 17);

  /** An empty buffer of {@code size} bytes, until the next call. */
  ByteBuffer input(int size) {
    if (input.capacity() < size) {
      input = ByteBuffer.allocateDirect(size);
    }
    return input.clear().limit(size);
  }

  /**
   * Inflates {@code packed} to a grain.
   *
   * @param size of a whole grain
   * @param needed how many bytes this one must have: the last grain of a disk may be short
   */
  byte[] unpack(String source, long address, ByteBuffer packed, int size, int needed)
      throws CorruptException {
    byte[] target = new byte[size];
    inflater.reset();
    inflater.setInput(packed);
    int at = 0;
    try {
      while (at < target.length) {
        int inflated = inflater.inflate(target, at, target.length - at);
        if (inflated == 0) {
          break; // finished, out of input, or in want of a dictionary
        }
        at += inflated;
      }
    } catch (DataFormatException e) {
      throw new CorruptException(
          source,
          "the compressed grain at offset " + address + " cannot be inflated: " + e.getMessage());
    }
    if (at < needed) {
      throw new CorruptException(
          source,
          "the compressed grain at offset "
              + address
              + " inflates to "
              + at
              + " bytes instead of "
              + needed);
    }
    return target;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
