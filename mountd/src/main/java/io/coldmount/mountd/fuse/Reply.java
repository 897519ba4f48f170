package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Linux;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, built in one buffer that is used again and again: a {@code
 * fuse_out_header} of 16 bytes, then the body. A long body may be built in a larger buffer, which
 * is borrowed until {@link #release}.
 */
public final class Reply {

  /** {@code sizeof(struct fuse_out_header)}. */
  static final int HEADER = 16;

  private final ByteBuffer own;
  private final @Nullable LongBodies large;
  private ByteBuffer buffer;
  private long ownAddress;
  private boolean borrowed;

  /**
   * @param buffer room for the header and the longest body
   */
  public Reply(ByteBuffer buffer) {
    this(buffer, null);
  }

  /**
   * @param own room for the header and most bodies
   * @param large where buffers for longer ones come from, or null if there are none
   */
  Reply(ByteBuffer own, @Nullable LongBodies large) {
    this.own = own;
    this.large = large;
    this.buffer = own;
  }

  /** Throws away what was built and begins a body. */
  ByteBuffer begin() {
    return buffer.limit(buffer.capacity()).position(HEADER).order(ByteOrder.nativeOrder());
  }

  /**
   * The same for a body of at most {@code size} bytes, which is no more than {@link #room}; the
   * buffer's limit is there.
   *
   * @throws IOException if a larger buffer is needed and none is to be had
   */
  ByteBuffer begin(int size) throws IOException {
    if (large != null && size > buffer.capacity() - HEADER) {
      release();
      buffer = large.take();
      borrowed = true;
    }
    return begin().limit(HEADER + size);
  }

  /** Whether the answer is in the buffer that this reply was made with. */
  boolean isOwn() {
    return !borrowed;
  }

  /** Where the answer begins, in a direct buffer. */
  long address() {
    if (borrowed) {
      return Linux.address(buffer.clear());
    }
    if (ownAddress == 0) {
      ownAddress = Linux.address(own.duplicate().clear());
    }
    return ownAddress;
  }

  /** Gives a borrowed buffer back; what was answered is gone then. */
  void release() {
    if (large != null && borrowed) {
      large.give(buffer);
      borrowed = false;
      buffer = own;
    }
  }

  /**
   * Begins a body of {@code size} bytes of zeros, of which the caller sets some by offset.
   *
   * @return a buffer positioned at the body's end
   */
  ByteBuffer zeros(int size) {
    ByteBuffer b = begin();
    for (int i = 0; i < size; i += 8) {
      b.putLong(0);
    }
    return b;
  }

  /** The longest body. */
  public int room() {
    return (large == null ? own.capacity() : LongBodies.CAPACITY) - HEADER;
  }

  /** What was answered, in a buffer of its own that begins with it and ends with it. */
  public ByteBuffer body() {
    int length = buffer.position() - HEADER;
    return buffer.slice(HEADER, length).order(ByteOrder.nativeOrder());
  }

  /** The buffer, positioned at the end of the body so far. */
  ByteBuffer buffer() {
    return buffer;
  }

  /** Ends the answer with what the body holds. */
  int finish(long unique) {
    return header(unique, buffer.position(), 0);
  }

  /** Ends the answer as a failure, without a body. */
  int fail(long unique, int errno) {
    return header(unique, HEADER, -errno);
  }

  private int header(long unique, int length, int error) {
    buffer.order(ByteOrder.nativeOrder());
    buffer.putInt(0, length).putInt(4, error).putLong(8, unique);
    return length;
  }
}
