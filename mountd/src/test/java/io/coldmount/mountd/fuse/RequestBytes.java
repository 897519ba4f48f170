package io.coldmount.mountd.fuse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Requests as the kernel sends them, put together field by field. */
final class RequestBytes {

  static final long UNIQUE = 0x1122334455667788L;

  private final ByteBuffer b = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());

  private RequestBytes(int opcode, long nodeid) {
    b.putInt(0).putInt(opcode).putLong(UNIQUE).putLong(nodeid);
    b.putInt(1000).putInt(1001).putInt(4711).putInt(0); // uid, gid, pid, extensions
  }

  static RequestBytes of(int opcode, long nodeid) {
    return new RequestBytes(opcode, nodeid);
  }

  RequestBytes u32(int value) {
    b.putInt(value);
    return this;
  }

  RequestBytes u64(long value) {
    b.putLong(value);
    return this;
  }

  RequestBytes text(String text) {
    b.put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    return this;
  }

  RequestBytes raw(int... bytes) {
    for (int value : bytes) {
      b.put((byte) value);
    }
    return this;
  }

  ByteBuffer bytes() {
    return b.putInt(0, b.position()).flip();
  }

  Request parsed() throws ProtocolException {
    return RequestParser.parse(bytes());
  }
}
