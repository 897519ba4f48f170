package io.coldmount.mountd.host;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;

/** Memory of mmap(2), which goes back to the system at once when it is closed. */
public final class Mapping implements AutoCloseable {

  static final RingCalls CALLS = LibraryLoader.create(RingCalls.class).load("c");

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 0x01;
  private static final int MAP_POPULATE = 0x8000;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;

  private final long address;
  private final int size;

  private Mapping(long address, int size) {
    this.address = address;
    this.size = size;
  }

  /** Zeros, of which only what is used costs memory. */
  public static Mapping anonymous(int size) throws IOException {
    return map(size, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
  }

  /** What a driver of the kernel shares with this process. */
  static Mapping shared(int fd, long offset, int size) throws IOException {
    return map(size, MAP_SHARED | MAP_POPULATE, fd, offset);
  }

  private static Mapping map(int size, int flags, int fd, long offset) throws IOException {
    long address = Linux.result(CALLS.mmap(null, size, PROT_READ_WRITE, flags, fd, offset));
    if (address < 0) {
      throw new IOException("mmap of " + size + " bytes: " + Linux.message((int) -address));
    }
    return new Mapping(address, size);
  }

  public long address() {
    return address;
  }

  /** All of it, in the machine's byte order; not to be touched after {@link #close}. */
  public ByteBuffer buffer() {
    return MemorySegment.ofAddress(address)
        .reinterpret(size)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    CALLS.munmap(address, size);
  }
}
