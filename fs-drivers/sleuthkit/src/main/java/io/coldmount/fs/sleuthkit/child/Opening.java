package io.coldmount.fs.sleuthkit.child;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallContextCache;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Opens the file systems of an image: one, or those of a pool (an APFS container). */
final class Opening {

  private static final int FS_TYPE_APFS = 0x10000;
  private static final int POOL_TYPE_APFS = 1;

  /** The most volumes that an APFS container can have (NX_MAX_FILE_SYSTEMS). */
  private static final int MAXIMUM_VOLUMES = 100;

  private static final int VOLUME_ENCRYPTED = 1; // TSK_POOL_VOLUME_FLAG_ENCRYPTED

  private final LibTsk tsk;
  private final Image image;

  Opening(LibTsk tsk, Image image) {
    this.tsk = tsk;
    this.image = image;
  }

  /** The volumes of the image, at least one. */
  List<TskVolume> volumes(int type) throws TskException {
    if (type == FS_TYPE_APFS) {
      return pool();
    }
    long fs = tsk.tsk_fs_open_img(image.address(), 0, type);
    if (fs == 0) {
      throw TskException.of(tsk, "open the file system");
    }
    return List.of(new TskVolume(fs, image, "", ""));
  }

  private List<TskVolume> pool() throws TskException {
    long pool = tsk.tsk_pool_open_img_sing(image.address(), 0, POOL_TYPE_APFS);
    if (pool == 0) {
      throw TskException.of(tsk, "open the container");
    }
    List<TskVolume> volumes = new ArrayList<>();
    int count = Memory.i32(pool + Layout.POOL_NUM_VOLS);
    long next = Memory.pointer(pool + Layout.POOL_VOL_LIST);
    while (next != 0 && volumes.size() < Math.min(count, MAXIMUM_VOLUMES)) {
      volumes.add(volume(pool, next));
      next = Memory.pointer(next + Layout.VOLUME_NEXT);
    }
    if (volumes.isEmpty()) {
      throw new TskException(Frames.ABSENT, "the container has no volumes");
    }
    return volumes;
  }

  private TskVolume volume(long pool, long info) {
    String name =
        new String(Memory.text(Memory.pointer(info + Layout.VOLUME_DESC)), StandardCharsets.UTF_8);
    if ((Memory.i32(info + Layout.VOLUME_FLAGS) & VOLUME_ENCRYPTED) != 0) {
      return new TskVolume(0, image, name, "the volume is encrypted");
    }
    long block = Memory.i64(info + Layout.VOLUME_BLOCK);
    long part = imageOf(pool, block);
    long fs = part == 0 ? 0 : tsk.tsk_fs_open_img(part, 0, FS_TYPE_APFS);
    if (fs == 0) {
      String problem = TskException.of(tsk, "open the volume").getMessage();
      return new TskVolume(0, image, name, problem == null ? "" : problem);
    }
    return new TskVolume(fs, image, name, "");
  }

  /** Calls the pool's own {@code get_img_info}, for which libtsk exports no function. */
  private static long imageOf(long pool, long block) {
    CallContext signature =
        CallContextCache.getInstance()
            .getCallContext(
                Type.POINTER,
                new Type[] {Type.POINTER, Type.UINT64},
                CallingConvention.DEFAULT,
                false);
    Function function = new Function(Memory.pointer(pool + Layout.POOL_GET_IMG_INFO), signature);
    HeapInvocationBuffer arguments = new HeapInvocationBuffer(function);
    arguments.putAddress(pool);
    arguments.putLong(block);
    return Invoker.getInstance().invokeAddress(function, arguments);
  }
}
