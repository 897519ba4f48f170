package io.coldmount.fs.sleuthkit.child;

import com.kenai.jffi.MemoryIO;

/** Memory outside the heap by its address. A wrong address ends this process, and only this. */
final class Memory {

  private static final MemoryIO IO = MemoryIO.getInstance();

  private Memory() {}

  /** Zeroed memory that is never given back. */
  static long allocate(long size) {
    return IO.allocateMemory(size, true);
  }

  static long pointer(long address) {
    return IO.getLong(address);
  }

  static long i64(long address) {
    return IO.getLong(address);
  }

  static int i32(long address) {
    return IO.getInt(address);
  }

  static int u16(long address) {
    return IO.getShort(address) & 0xFFFF;
  }

  static void copy(long address, byte[] to, int length) {
    IO.getByteArray(address, to, 0, length);
  }

  /** The bytes up to a NUL; none for a null pointer. */
  static byte[] text(long address) {
    return address == 0 ? new byte[0] : IO.getZeroTerminatedByteArray(address);
  }

  static void put16(long address, int value) {
    IO.putShort(address, (short) value);
  }

  static void put32(long address, int value) {
    IO.putInt(address, value);
  }

  static void put64(long address, long value) {
    IO.putLong(address, value);
  }
}
