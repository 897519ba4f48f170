package io.coldmount.fs.ntfs;

import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of an attribute's value. Immutable; for use by many threads at once. */
abstract class Content {

  private static final byte[] ZEROS = new byte[8192];

  private final long size;

  Content(long size) {
    this.size = size;
  }

  final long size() {
    return size;
  }

  /** About the bytes that this takes in memory. */
  abstract int weight();

  /** Fills {@code target}, which has no more remaining than there are bytes at {@code position}. */
  abstract void fill(long position, ByteBuffer target) throws IOException;

  /** The run at {@code position}, inside the size. */
  abstract Extent extent(long position, long length) throws IOException;

  /** Reads until the target is full or the value ends; the number of bytes read. */
  final int read(long position, ByteBuffer target) throws IOException {
    if (position < 0 || position >= size || !target.hasRemaining()) {
      return 0;
    }
    int count = (int) Math.min(target.remaining(), size - position);
    int limit = target.limit();
    target.limit(target.position() + count);
    try {
      fill(position, target);
    } finally {
      target.limit(limit);
    }
    return count;
  }

  /** The whole value, refused if it is longer than {@code most} bytes. */
  final byte[] all(String source, Subject what, int most) throws IOException {
    if (size > most) {
      throw new CorruptException(
          source, what + " has " + size + " bytes, and no more than " + most + " are expected");
    }
    return part(0, (int) size);
  }

  /** The bytes {@code [position, position + count)}, which lie inside the size. */
  final byte[] part(long position, int count) throws IOException {
    byte[] bytes = new byte[count];
    ByteBuffer target = ByteBuffer.wrap(bytes);
    if (count > 0) {
      fill(position, target);
    }
    return bytes;
  }

  static void zeros(ByteBuffer target, int count) {
    for (int left = count; left > 0; ) {
      int step = Math.min(left, ZEROS.length);
      target.put(ZEROS, 0, step);
      left -= step;
    }
  }
}
