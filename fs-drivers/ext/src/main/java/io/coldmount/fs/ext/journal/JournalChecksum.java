package io.coldmount.fs.ext.journal;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The CRC-32C of jbd2, which begins with all ones and is not inverted at the end. */
final class JournalChecksum {

  private static final byte[] FIELD = new byte[4];

  private final CRC32C crc = new CRC32C();

  /** Goes on over {@code bytes}, of which the four at {@code field} count as zeros. */
  JournalChecksum without(ByteView bytes, int field) throws CorruptException {
    crc.update(bytes.slice(0, field).buffer());
    crc.update(FIELD);
    crc.update(bytes.from(field + FIELD.length).buffer());
    return this;
  }

  JournalChecksum with(ByteBuffer bytes) {
    crc.update(bytes);
    return this;
  }

  /** Goes on over {@code value} in big-endian order. */
  JournalChecksum with(int value) {
    crc.update(ByteBuffer.allocate(4).putInt(value).flip());
    return this;
  }

  int value() {
    return ~(int) crc.getValue();
  }
}
