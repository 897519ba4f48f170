package io.coldmount.mountd.fuse;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A way on which requests come and answers go back. */
interface Channel extends AutoCloseable {

  /** What follows an error. */
  enum After {
    /** The next request. */
    NEXT,
    /** The next request, and a line in the log. */
    FAULT,
    /** Nothing: the mount has ended. */
    END,
    /** Nothing but a line in the log. */
    BROKEN
  }

  /**
   * Waits for a request and puts it at the beginning of {@code request}, a direct buffer.
   *
   * @param address of {@code request}
   * @return its length; or an error number below 0, or 0
   */
  long receive(ByteBuffer request, long address);

  /**
   * Answers with the first {@code length} bytes of what {@code reply} has built.
   *
   * @return an error number below 0, or a number that is not
   */
  long send(Reply reply, int length);

  /** What an error of {@link #receive} means. */
  After after(int errno);

  /**
   * Whether an answer to the last request has to be sent before another one is received, so that
   * one thread at a time can use the channel.
   */
  boolean isForOne();

  /**
   * Where long answers are built without being copied: whoever takes a buffer there is the only one
   * who can answer, whatever happens to who asked. Null if there is no such place.
   */
  @Nullable ByteBuffer place();

  @Override
  void close();
}
