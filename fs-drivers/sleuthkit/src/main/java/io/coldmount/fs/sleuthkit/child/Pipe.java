package io.coldmount.fs.sleuthkit.child;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The frames on standard input and output. When the parent has gone, the process ends. */
final class Pipe {

  private static final int IN = 0;
  private static final int OUT = 1;
  private static final int LENGTH = 4;
  private static final int NEED_LENGTH = 4 + 1 + 8 + 4;

  private final SystemCalls calls;
  private final ByteBuffer in = ByteBuffer.allocateDirect(Frames.HEADER);
  private final ByteBuffer need = ByteBuffer.allocateDirect(Frames.HEADER);
  private final ByteBuffer out = ByteBuffer.allocateDirect(Frames.MAXIMUM + Frames.HEADER);
  private final long inAddress = address(in);
  private final long needAddress = address(need);
  private final long outAddress = address(out);

  Pipe(SystemCalls calls) {
    this.calls = calls;
  }

  private static long address(ByteBuffer direct) {
    return MemoryIO.getInstance().getDirectBufferAddress(Objects.requireNonNull(direct));
  }

  /** The next request: its type, and all that follows it. */
  ByteBuffer request() {
    receive(inAddress, LENGTH);
    int length = in.getInt(0);
    if (length < 1 || length > in.capacity()) {
      Runtime.getRuntime().halt(1); // the two are not of the same program
    }
    receive(inAddress, length);
    return in.clear().limit(length);
  }

  /** An empty answer of {@code type} to be filled and {@link #send sent}. */
  ByteBuffer answer(byte type) {
    return out.clear().position(LENGTH).put(type);
  }

  /** Where the next byte of the answer lies, for libtsk to write there. */
  long answerAddress() {
    return outAddress + out.position();
  }

  /** Sends the answer. */
  void send() {
    out.putInt(0, out.position() - LENGTH);
    transmit(outAddress, out.position());
  }

  /**
   * Fills memory with bytes of the volume.
   *
   * @return whether they could be had
   */
  boolean fill(long position, long address, int length) {
    need.clear().putInt(NEED_LENGTH - LENGTH).put(Frames.NEED).putLong(position).putInt(length);
    transmit(needAddress, NEED_LENGTH);
    receive(needAddress, LENGTH + 1);
    boolean given = need.get(LENGTH) == Frames.BYTES;
    if (need.getInt(0) != (given ? length + 1 : 1)) {
      Runtime.getRuntime().halt(1);
    }
    if (given) {
      receive(address, length);
    }
    return given;
  }

  private void receive(long address, int length) {
    for (int done = 0; done < length; ) {
      long count = calls.read(IN, address + done, length - done);
      if (count <= 0) {
        Runtime.getRuntime().halt(0);
      }
      done += (int) count;
    }
  }

  private void transmit(long address, int length) {
    for (int done = 0; done < length; ) {
      long count = calls.write(OUT, address + done, length - done);
      if (count <= 0) {
        Runtime.getRuntime().halt(0);
      }
      done += (int) count;
    }
  }
}
