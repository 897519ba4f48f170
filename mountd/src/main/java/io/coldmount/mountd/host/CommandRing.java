package io.coldmount.mountd.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An io_uring for one command at a time to a driver of the kernel ({@code IORING_OP_URING_CMD} with
 * 80 bytes of its own): {@link #submit} hands it over and waits for its end, in one system call.
 * Layouts and numbers: io_uring(7), io_uring_setup(2), io_uring_enter(2) and {@code
 * linux/io_uring.h}; they are the same on every architecture. One thread at a time uses it.
 */
public final class CommandRing implements AutoCloseable {

  private static final int IO_URING_SETUP = 425;
  private static final int IO_URING_ENTER = 426;

  /** {@code IORING_SETUP_COOP_TASKRUN} and {@code IORING_SETUP_SQE128}. */
  private static final int SETUP = 1 << 8 | 1 << 10;

  private static final int FEATURE_SINGLE_MMAP = 1;
  private static final int ENTER_GETEVENTS = 1;
  private static final long SQES = 0x1000_0000L;

  private static final int OP_URING_CMD = 46;

  /** {@code struct io_uring_sqe} with {@code SQE128}, and where its 80 bytes begin. */
  private static final int ENTRY = 128;

  private static final int COMMAND = 48;

  /** {@code struct io_uring_cqe}. */
  private static final int COMPLETION = 16;

  private final int fd;
  private final Mapping rings;
  private final Mapping entries;
  private final ByteBuffer ring;
  private final ByteBuffer entry;
  private final int submissionTail;
  private final int completionHead;
  private final int completionTail;
  private final int completionMask;
  private final int completions;

  private CommandRing(int fd, ByteBuffer parameters, Mapping rings, Mapping entries) {
    this.fd = fd;
    this.rings = rings;
    this.entries = entries;
    this.ring = rings.buffer();
    this.entry = entries.buffer();
    this.submissionTail = parameters.getInt(40 + 4);
    this.completionHead = parameters.getInt(80);
    this.completionTail = parameters.getInt(80 + 4);
    this.completionMask = ring.getInt(parameters.getInt(80 + 8));
    this.completions = parameters.getInt(80 + 20);
  }

  /** A ring, where this host lets this process have one. */
  public static CommandRing open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(120, Long.BYTES); // struct io_uring_params
      ByteBuffer parameters = memory.asByteBuffer().order(ByteOrder.nativeOrder());
      parameters.putInt(8, SETUP);
      long fd =
          Linux.result(Mapping.CALLS.syscall(IO_URING_SETUP, 1, memory.address(), 0, 0, 0, 0));
      if (fd < 0) {
        throw new IOException("io_uring_setup: " + Linux.message((int) -fd));
      }
      return map((int) fd, parameters);
    }
  }

  private static CommandRing map(int fd, ByteBuffer parameters) throws IOException {
    Mapping rings = null;
    CommandRing made = null;
    try {
      if ((parameters.getInt(20) & FEATURE_SINGLE_MMAP) == 0) {
        throw new IOException("the io_uring of this kernel is older than Linux 5.4");
      }
      int submissions = parameters.getInt(40 + 24) + Integer.BYTES * parameters.getInt(0);
      int ends = parameters.getInt(80 + 20) + COMPLETION * parameters.getInt(4);
      rings = Mapping.shared(fd, 0, Math.max(submissions, ends));
      made = new CommandRing(fd, parameters, rings, Mapping.shared(fd, SQES, ENTRY));
      return made;
    } finally {
      if (made == null) {
        if (rings != null) {
          rings.close();
        }
        Linux.close(fd);
      }
    }
  }

  /**
   * Sets the next command; the bytes from {@link #COMMAND} on are the driver's.
   *
   * @param file the driver's descriptor
   * @param command the driver's number for it
   * @param address of what belongs to it, and {@code length} of that
   */
  public void set(int file, int command, long address, int length) {
    entry.put(0, (byte) OP_URING_CMD);
    entry.putInt(4, file).putInt(8, command).putLong(16, address).putInt(24, length);
  }

  /** Sets 8 of the driver's own 80 bytes. */
  public void setLong(int offset, long value) {
    entry.putLong(COMMAND + offset, value);
  }

  /**
   * Hands the command over and waits for its end.
   *
   * @return what the driver says: 0 or more, or an error number below 0
   */
  public int submit() {
    int tail = ring.getInt(submissionTail);
    VarHandle.releaseFence();
    ring.putInt(submissionTail, tail + 1);
    int unsubmitted = 1;
    while (true) {
      VarHandle.fullFence();
      long entered =
          Linux.result(
              Mapping.CALLS.syscall(IO_URING_ENTER, fd, unsubmitted, 1, ENTER_GETEVENTS, 0, 0));
      if (entered >= 1) {
        unsubmitted = 0;
      } else if (entered < 0 && entered != -Errno.EINTR && entered != -Errno.EAGAIN) {
        return (int) entered;
      }
      VarHandle.acquireFence();
      int head = ring.getInt(completionHead);
      if (head != ring.getInt(completionTail)) {
        VarHandle.acquireFence();
        int result = ring.getInt(completions + COMPLETION * (head & completionMask) + 8);
        VarHandle.releaseFence();
        ring.putInt(completionHead, head + 1);
        return result;
      }
    }
  }

  /** Gives it back; a command that is still there ends. */
  @Override
  public void close() {
    rings.close();
    entries.close();
    Linux.close(fd);
  }
}
