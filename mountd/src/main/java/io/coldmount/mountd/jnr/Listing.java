package io.coldmount.mountd.jnr;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import jnr.ffi.provider.jffi.ClosureHelper;
import ru.serce.jnrfuse.FuseFillDir;
import ru.serce.jnrfuse.struct.FileStat;

/** Hands entries of a folder to libfuse until it has no more room. */
final class Listing {

  /** {@code struct fuse_dirent} of {@code linux/fuse.h}, without the name. */
  private static final int DIRENT = 24;

  private final Pointer target;
  private final FuseFillDir filler;
  private final FileStat stat = new FileStat(Runtime.getSystemRuntime());
  private long offset;
  private boolean empty = true;

  Listing(Pointer target, Pointer filler, long offset) {
    ClosureHelper helper = ClosureHelper.getInstance();
    this.target = target;
    this.filler =
        helper
            .getNativeConveter(FuseFillDir.class)
            .fromNative(filler, helper.getFromNativeContext());
    this.offset = offset;
  }

  /** Where the listing goes on. */
  long offset() {
    return offset;
  }

  boolean isEmpty() {
    return empty;
  }

  /** Adds {@code struct fuse_dirent}s; says whether there is room for more, and were any. */
  int add(ByteBuffer entries) {
    boolean any = entries.hasRemaining();
    while (entries.hasRemaining()) {
      int at = entries.position();
      int length = entries.getInt(at + 16);
      byte[] name = new byte[length + 1]; // with its NUL
      entries.get(at + DIRENT, name, 0, length);
      stat.st_ino.set(entries.getLong(at));
      stat.st_mode.set(entries.getInt(at + 20) << 12);
      long next = entries.getLong(at + 8);
      if (filler.apply(target, ByteBuffer.wrap(name), Struct.getMemory(stat), next) != 0) {
        return 0;
      }
      empty = false;
      offset = next;
      entries.position(at + ((DIRENT + length + 7) & ~7));
    }
    return any ? 1 : 0;
  }
}
