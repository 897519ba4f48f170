package io.coldmount.mountd.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message of sendmsg(2) and recvmsg(2) with at most one descriptor (unix(7), {@code SCM_RIGHTS}).
 * Layouts: {@code struct msghdr}, {@code iovec} and {@code cmsghdr} of a 64-bit Linux. It makes no
 * calls itself, so that a process without jnr-ffi can use it.
 */
public final class DescriptorMessage implements AutoCloseable {

  /** For sendmsg(2): a peer that has gone is an error, not a signal. */
  public static final int MSG_NOSIGNAL = 0x4000;

  /** For recvmsg(2): the descriptor does not reach programs that are started. */
  public static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;

  /** {@code CMSG_LEN} of one int; {@code CMSG_SPACE} is 24. */
  private static final int CMSG_LEN = 20;

  private static final int CMSG_SPACE = 24;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment bytes;
  private final MemorySegment iov = arena.allocate(16, Long.BYTES);
  private final MemorySegment cmsg = arena.allocate(CMSG_SPACE, Long.BYTES);
  private final MemorySegment msghdr = arena.allocate(56, Long.BYTES);

  private DescriptorMessage(MemorySegment source, int room) {
    bytes = arena.allocate(room);
    bytes.copyFrom(source);
    iov.set(ValueLayout.JAVA_LONG, 0, bytes.address());
    iov.set(ValueLayout.JAVA_LONG, 8, room);
    msghdr.set(ValueLayout.JAVA_LONG, 16, iov.address());
    msghdr.set(ValueLayout.JAVA_LONG, 24, 1);
  }

  /** One to send, without a descriptor. */
  public static DescriptorMessage of(byte[] text) {
    return new DescriptorMessage(MemorySegment.ofArray(text), text.length);
  }

  /** One to send. */
  public static DescriptorMessage of(byte[] text, int descriptor) {
    DescriptorMessage message = of(text);
    message.pass(descriptor);
    return message;
  }

  /** One to send again and again, of at most {@code room} bytes; {@link #put} fills it. */
  public static DescriptorMessage toSend(int room) {
    return new DescriptorMessage(MemorySegment.NULL, room);
  }

  /** Makes it {@code source}, all of it, and a descriptor. */
  public void put(ByteBuffer source, int descriptor) {
    MemorySegment text = MemorySegment.ofBuffer(source);
    MemorySegment.copy(text, 0, bytes, 0, text.byteSize());
    iov.set(ValueLayout.JAVA_LONG, 8, text.byteSize());
    pass(descriptor);
  }

  private void pass(int descriptor) {
    cmsg.set(ValueLayout.JAVA_LONG, 0, CMSG_LEN);
    cmsg.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
    cmsg.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
    cmsg.set(ValueLayout.JAVA_INT, 16, descriptor);
    expect();
  }

  /** One to receive, of at most {@code room} bytes. */
  public static DescriptorMessage toReceive(int room) {
    DescriptorMessage message = new DescriptorMessage(MemorySegment.NULL, room);
    message.expect();
    return message;
  }

  /** The kernel closes what does not fit. */
  private void expect() {
    msghdr.set(ValueLayout.JAVA_LONG, 32, cmsg.address());
    msghdr.set(ValueLayout.JAVA_LONG, 40, CMSG_SPACE);
  }

  /** Of the {@code struct msghdr}. */
  public long address() {
    return msghdr.address();
  }

  /** The first {@code count} bytes that were received. */
  public String text(int count) {
    byte[] text = bytes.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The descriptor that was received, or -1. */
  public int descriptor() {
    boolean passed =
        msghdr.get(ValueLayout.JAVA_LONG, 40) >= CMSG_LEN
            && cmsg.get(ValueLayout.JAVA_INT, 8) == SOL_SOCKET
            && cmsg.get(ValueLayout.JAVA_INT, 12) == SCM_RIGHTS;
    return passed ? cmsg.get(ValueLayout.JAVA_INT, 16) : -1;
  }

  @Override
  public void close() {
    arena.close();
  }
}
