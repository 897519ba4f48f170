package io.coldmount.mountd.jnr;

import java.util.ArrayList;
import java.util.List;
import jnr.ffi.BaseStruct.Func;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.types.off_t;
import jnr.ffi.types.size_t;
import org.jspecify.annotations.Nullable;
import ru.serce.jnrfuse.struct.FuseOperations;

/**
 * The functions that libfuse calls. jnr-fuse's own types for them give paths as text, in which
 * names that are not UTF-8 are lost; these give pointers, in the same places of the structure.
 * ioctl(2) is left out: libfuse writes as many bytes as a command's number says, 8 for those of
 * lsattr(1), which has room for 4.
 */
final class Operations {

  private final Runtime runtime = Runtime.getSystemRuntime();
  private final FuseOperations struct = new FuseOperations(runtime);

  /** What native code calls must not be collected. */
  private final List<Object> kept = new ArrayList<>();

  Operations(PathCalls calls, InitCall init) {
    set(struct.getattr, PathCall.class, calls::getattr);
    set(struct.readlink, SizedCall.class, calls::readlink);
    set(struct.open, PathCall.class, calls::open);
    set(struct.read, ReadCall.class, calls::read);
    set(struct.statfs, PathCall.class, calls::statfs);
    set(struct.getxattr, XattrCall.class, calls::getxattr);
    set(struct.listxattr, SizedCall.class, calls::listxattr);
    set(struct.opendir, PathCall.class, calls::open);
    set(struct.readdir, ListCall.class, calls::readdir);
    set(struct.init, InitCall.class, init);
  }

  private <T> void set(Func<?> place, Class<T> type, T function) {
    Pointer pointer = runtime.getClosureManager().getClosurePointer(type, function);
    Struct.getMemory(struct).putPointer(place.offset(), pointer);
    kept.add(function);
    kept.add(pointer);
  }

  /** {@code struct fuse_operations}. */
  FuseOperations struct() {
    return struct;
  }

  /** A path, and a structure to fill or to change. */
  @FunctionalInterface
  public interface PathCall {
    @Delegate
    int call(Pointer path, Pointer struct);
  }

  /** A path, and bytes to fill. */
  @FunctionalInterface
  public interface SizedCall {
    @Delegate
    int call(Pointer path, Pointer target, @size_t long size);
  }

  /** pread(2). */
  @FunctionalInterface
  public interface ReadCall {
    @Delegate
    int call(Pointer path, Pointer target, @size_t long size, @off_t long offset, Pointer file);
  }

  /** getxattr(2). */
  @FunctionalInterface
  public interface XattrCall {
    @Delegate
    int call(Pointer path, Pointer name, Pointer value, @size_t long size);
  }

  /** readdir(3). */
  @FunctionalInterface
  public interface ListCall {
    @Delegate
    int call(Pointer path, Pointer target, Pointer filler, @off_t long offset, Pointer file);
  }

  /** The kernel has agreed to the mount. */
  @FunctionalInterface
  public interface InitCall {
    @Delegate
    @Nullable Pointer call(Pointer connection);
  }
}
