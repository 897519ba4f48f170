package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.CommandRing;
import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Mapping;
import io.coldmount.mountd.host.Processor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An entry in the queue of one processor: requests made there come, and answers go, through a ring
 * of io_uring, both in one system call. Layouts: {@code struct fuse_uring_req_header} and {@code
 * fuse_uring_cmd_req} of {@code linux/fuse.h}; what the kernel does with them tells its
 * Documentation/filesystems/fuse/fuse-io-uring.rst.
 */
final class RingChannel implements Channel {

  private static final int REGISTER = 1;
  private static final int COMMIT_AND_FETCH = 2;

  /** In the header: what belongs to the operation, and {@code struct fuse_uring_ent_in_out}. */
  private static final int OPERATION = 128;

  private static final int ENTRY = 256;
  private static final int PAYLOAD_SIZE = ENTRY + 16;
  private static final int HEADER_SIZE = ENTRY + 32;

  /** In the same page: two {@code struct iovec} that tell where header and payload are. */
  private static final int VECTORS = 512;

  private static final int PAYLOAD = 4096;

  /** The longest answer in pages of this machine; of other architectures, the largest pages. */
  private static final int ROOM =
      Negotiation.MAX_PAGES
          * (System.getProperty("os.arch", "").equals("amd64") ? 4096 : 64 * 1024);

  private final int processor;
  private final boolean first;
  private final int device;
  private final CommandRing ring;
  private final Mapping memory;
  private final ByteBuffer header;
  private final ByteBuffer payload;

  /** The payload behind room for a header. */
  private final ByteBuffer place;

  /** The number of the request that has to be answered, or 0. */
  private long unanswered;

  private boolean registered;

  private RingChannel(int processor, int device, CommandRing ring, Mapping memory, boolean first) {
    this.first = first;
    this.processor = processor;
    this.device = device;
    this.ring = ring;
    this.memory = memory;
    this.header = memory.buffer();
    this.payload = memory.buffer().slice(PAYLOAD, ROOM);
    this.place = memory.buffer().slice(PAYLOAD - Reply.HEADER, LongBodies.CAPACITY);
    header.putLong(VECTORS, memory.address()).putLong(VECTORS + 8, HEADER_SIZE);
    header.putLong(VECTORS + 16, memory.address() + PAYLOAD).putLong(VECTORS + 24, ROOM);
  }

  /**
   * An entry that the kernel does not know yet.
   *
   * @param first whether its thread stays on the processor: what is waited for is then answered
   *     there. The kernel asks for the next pages of a file without waiting; further entries let
   *     them be read on another processor.
   * @param device a descriptor of the mount's device, which stays open for longer
   */
  static RingChannel open(int processor, int device, boolean first) throws IOException {
    CommandRing ring = CommandRing.open();
    RingChannel made = null;
    try {
      made = new RingChannel(processor, device, ring, Mapping.anonymous(PAYLOAD + ROOM), first);
      return made;
    } finally {
      if (made == null) {
        ring.close();
      }
    }
  }

  @Override
  public long receive(ByteBuffer request, long address) {
    if (!registered) {
      ring.setLong(8, 0);
      if (first) {
        Processor.stayOn(processor);
      }
      ring.set(device, REGISTER, memory.address() + VECTORS, 2);
    } else {
      if (unanswered != 0) { // whoever should have answered has failed
        fail();
      }
      ring.set(device, COMMIT_AND_FETCH, 0, 0);
    }
    ring.setLong(16, processor);
    int result = ring.submit();
    if (result < 0) {
      return result;
    }
    registered = true;
    unanswered = header.getLong(8);
    ring.setLong(8, unanswered);
    return take(request);
  }

  /** Puts the parts together as they come from the device. */
  private long take(ByteBuffer request) {
    int length = header.getInt(0);
    int payloadSize = header.getInt(PAYLOAD_SIZE);
    int operation = length - RequestParser.HEADER - payloadSize;
    if (length > request.capacity()
        || payloadSize < 0
        || operation < 0
        || operation > ENTRY - OPERATION) {
      return -Errno.EPROTO;
    }
    request.put(0, header, 0, RequestParser.HEADER);
    request.put(RequestParser.HEADER, header, OPERATION, operation);
    request.put(RequestParser.HEADER + operation, payload, 0, payloadSize);
    return length;
  }

  /** The kernel takes the answer when the next request is waited for. */
  @Override
  public long send(Reply reply, int length) {
    ByteBuffer built = reply.buffer();
    int body = length - Reply.HEADER;
    header.put(0, built, 0, Reply.HEADER);
    if (reply.isOwn()) {
      payload.put(0, built, Reply.HEADER, body);
    }
    header.putInt(PAYLOAD_SIZE, body);
    unanswered = 0;
    return length;
  }

  private void fail() {
    header.putInt(0, Reply.HEADER).putInt(4, -Errno.EIO).putLong(8, unanswered);
    header.putInt(PAYLOAD_SIZE, 0);
    unanswered = 0;
  }

  @Override
  public After after(int errno) {
    return switch (errno) {
      case Errno.ENOTCONN, Errno.ECONNABORTED, Errno.ENODEV, Errno.ECANCELED -> After.END;
      default -> afterFault();
    };
  }

  private After afterFault() {
    if (unanswered != 0) {
      return After.FAULT; // the kernel is told that it cannot be served
    }
    After next = registered ? After.FAULT : After.BROKEN;
    registered = false; // an answer that the kernel does not want: with a new entry
    return next;
  }

  @Override
  public boolean isForOne() {
    return true;
  }

  @Override
  public ByteBuffer place() {
    return place;
  }

  @Override
  public void close() {
    ring.close();
    memory.close();
  }
}
