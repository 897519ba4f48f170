package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Linux;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Asks the kernel to send again every request that was read and not answered: {@code
 * FUSE_NOTIFY_RESEND} of {@code linux/fuse.h}, a {@code fuse_out_header} without a body and with 0
 * as its number. What it sends again has bit 63 in its number, and so has the answer.
 */
final class Resend {

  private static final int FUSE_NOTIFY_RESEND = 7;

  private Resend() {}

  static void ask(int device) throws IOException {
    ByteBuffer header = Linux.memory(Reply.HEADER);
    header.putInt(0, Reply.HEADER).putInt(4, FUSE_NOTIFY_RESEND).putLong(8, 0);
    long written = Linux.write(device, Linux.address(header), Reply.HEADER);
    if (written < 0) {
      throw new ProtocolException(
          "the kernel does not send requests again: " + Linux.message((int) -written));
    }
  }
}
