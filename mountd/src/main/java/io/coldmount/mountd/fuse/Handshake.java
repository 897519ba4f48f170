package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.host.Linux;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The first exchange on a new mount: the kernel asks INIT before everything else. */
final class Handshake {

  /** {@code FUSE_MIN_READ_BUFFER}. */
  private static final int REQUEST = 8192;

  private static final int ANSWER = 256;

  private Handshake() {}

  /**
   * Agrees with the kernel.
   *
   * @param rings whether there are rings for its processors
   */
  static Negotiation perform(int device, boolean rings) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return perform(
          device, rings, arena.allocate(REQUEST, Long.BYTES), arena.allocate(ANSWER, Long.BYTES));
    }
  }

  private static Negotiation perform(int device, boolean rings, MemorySegment in, MemorySegment out)
      throws IOException {
    Reply reply = new Reply(out.asByteBuffer());
    Request.Init init = init(device, in);
    if (init.major() > Negotiation.MAJOR) { // it asks again in the version we name
      reply.begin().putInt(Negotiation.MAJOR).putInt(Negotiation.MINOR);
      write(device, out, reply.finish(unique(in)));
      init = init(device, in);
    }
    try {
      Negotiation agreed = Negotiation.with(init, rings);
      agreed.reply(reply.begin(), init);
      write(device, out, reply.finish(unique(in)));
      return agreed;
    } catch (ProtocolException e) {
      write(device, out, reply.fail(unique(in), Errno.EPROTO));
      throw e;
    }
  }

  private static long unique(MemorySegment in) {
    return RequestParser.unique(in.asByteBuffer().order(ByteOrder.nativeOrder()));
  }

  private static Request.Init init(int device, MemorySegment in) throws IOException {
    long count;
    do {
      count = Linux.read(device, in.address(), in.byteSize());
    } while (count == -Errno.EINTR);
    if (count < 0) {
      throw new ProtocolException("/dev/fuse: " + Linux.message((int) -count));
    }
    ByteBuffer request = in.asByteBuffer().order(ByteOrder.nativeOrder()).limit((int) count);
    if (RequestParser.parse(request) instanceof Request.Init init) {
      return init;
    }
    throw new ProtocolException("the kernel's first request is not INIT");
  }

  private static void write(int device, MemorySegment out, int length) throws IOException {
    long written = Linux.write(device, out.address(), length);
    if (written < 0) {
      throw new ProtocolException("/dev/fuse: " + Linux.message((int) -written));
    }
  }
}
