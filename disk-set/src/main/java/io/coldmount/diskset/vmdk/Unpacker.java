package io.coldmount.diskset.vmdk;

import io.coldmount.block.CorruptException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** An inflater for one thread at a time. */
final class Unpacker implements AutoCloseable {

  private final Inflater inflater = new Inflater();

  /**
   * Inflates {@code packed[from, from + count)} to at most {@code target.length} bytes.
   *
   * @param needed how many bytes the grain must have
   */
  void unpack(
      String source, long address, byte[] packed, int from, int count, byte[] target, int needed)
      throws CorruptException {
    inflater.reset();
    inflater.setInput(packed, from, count);
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
  }

  @Override
  public void close() {
    inflater.end();
  }
}
