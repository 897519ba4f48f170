package io.coldmount.it;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A registry hive with a root key and nothing in it. Layout: regf specification. */
final class EmptyHive {

  private static final int BASE = 4096;
  private static final int BIN = 4096;
  private static final int ROOT = 32;
  private static final int SECURITY = 32 + 88;

  private EmptyHive() {}

  static byte[] bytes() {
    ByteBuffer b = ByteBuffer.allocate(BASE + BIN).order(ByteOrder.LITTLE_ENDIAN);
    b.put(ascii("regf")).putInt(1).putInt(1).putLong(0).putInt(1).putInt(3).putInt(0).putInt(1);
    b.putInt(ROOT).putInt(BIN).putInt(1);
    int sum = 0;
    for (int i = 0; i < 508; i += 4) {
      sum ^= b.getInt(i);
    }
    b.putInt(508, sum);
    b.position(BASE).put(ascii("hbin")).putInt(0).putInt(BIN);
    b.position(BASE + ROOT).putInt(-88).put(ascii("nk")).putShort((short) 0x2C);
    b.position(BASE + ROOT + 4 + 16).putInt(-1).putInt(0).putInt(0).putInt(-1).putInt(-1);
    b.putInt(0).putInt(-1).putInt(SECURITY).putInt(-1);
    b.position(BASE + ROOT + 4 + 72).putShort((short) 4).putShort((short) 0).put(ascii("ROOT"));
    b.position(BASE + SECURITY).putInt(-48).put(ascii("sk")).putShort((short) 0);
    b.putInt(SECURITY).putInt(SECURITY).putInt(1).putInt(20);
    b.put((byte) 1).put((byte) 0).putShort((short) 0x8000); // a descriptor of nobody and nothing
    int free = SECURITY + 48;
    b.putInt(BASE + free, BIN - free);
    return b.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
