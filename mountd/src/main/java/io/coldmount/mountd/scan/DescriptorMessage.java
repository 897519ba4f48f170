package io.coldmount.mountd.scan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A message of sendmsg(2) that passes one descriptor, made once and sent often. Layouts of {@code
 * struct msghdr}, {@code iovec} and {@code cmsghdr}: those of a 64-bit Linux.
 */
final class DescriptorMessage {

  private static final int SCM_RIGHTS = 1;

  private final MemorySegment iov;
  private final MemorySegment control;
  private final MemorySegment message;

  /**
   * Makes the message.
   *
   * @param bytes what goes with the descriptor begins there
   */
  DescriptorMessage(Arena arena, MemorySegment bytes) {
    iov = arena.allocate(16, Long.BYTES);
    iov.set(ValueLayout.JAVA_LONG, 0, bytes.address());
    control = arena.allocate(24, Long.BYTES);
    control.set(ValueLayout.JAVA_LONG, 0, 20); // cmsg_len: the header and one int
    control.set(ValueLayout.JAVA_INT, 8, UnixConnection.SOL_SOCKET);
    control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
    message = arena.allocate(56, Long.BYTES);
    message.set(ValueLayout.JAVA_LONG, 16, iov.address());
    message.set(ValueLayout.JAVA_LONG, 24, 1);
    message.set(ValueLayout.JAVA_LONG, 32, control.address());
    message.set(ValueLayout.JAVA_LONG, 40, control.byteSize());
  }

  /** Says how many bytes go, and which descriptor. */
  void to(int count, int descriptor) {
    iov.set(ValueLayout.JAVA_LONG, 8, count);
    control.set(ValueLayout.JAVA_INT, 16, descriptor);
  }

  long address() {
    return message.address();
  }
}
