package io.coldmount.fs.ntfs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The targets of x86 calls (opcode E8), which LZX stores absolute because equal ones compress
 * better. Format: [MS-PATCH], "E8 call translation"; WIM gives every chunk the same file size.
 */
final class E8Calls {

  private static final int FILE_SIZE = 12_000_000;
  private static final int OPCODE = 0xE8;

  /** The last bytes of a chunk are never translated. */
  private static final int TAIL = 10;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private E8Calls() {}

  /** Makes the targets in the first {@code size} bytes relative again. */
  static void untranslate(byte[] bytes, int size) {
    for (int i = 0; i < size - TAIL; i++) {
      if (bytes[i] != (byte) OPCODE) {
        continue;
      }
      int absolute = (int) INT.get(bytes, i + 1);
      if (absolute >= 0) {
        if (absolute < FILE_SIZE) {
          INT.set(bytes, i + 1, absolute - i);
        }
      } else if (absolute >= -i) {
        INT.set(bytes, i + 1, absolute + FILE_SIZE);
      }
      i += 4;
    }
  }
}
