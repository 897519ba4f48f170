package io.coldmount.fs.sleuthkit.child;

/** Counts blocks, and those of them that the file system calls free. */
final class BlockCount {

  private static final int FREE = 0x02; // TSK_FS_BLOCK_FLAG_UNALLOC

  /** Allocated or not, data or metadata, addresses only (TSK_FS_BLOCK_WALK_FLAG_*). */
  private static final int ALL = 0x1f;

  private static final int ELSEWHERE = 0x01 | 0x02; // TSK_FS_ATTR_RUN_FLAG_FILLER, _SPARSE
  private static final int GO_ON = 0; // TSK_WALK_CONT

  /** Files larger than this many blocks are not looked at: the answer would take minutes. */
  private static final long MAXIMUM = 1L << 24;

  private final LibTsk tsk;
  private final long fs;
  private final LibTsk.TakeBlock take = this::take;
  private long blocks;
  private long free;

  BlockCount(LibTsk tsk, long fs) {
    this.tsk = tsk;
    this.fs = fs;
  }

  long blocks() {
    return blocks;
  }

  long free() {
    return free;
  }

  void add(long run) throws TskException {
    long length = Memory.i64(run + Layout.RUN_LEN);
    long first = Memory.i64(run + Layout.RUN_ADDR);
    if ((Memory.i32(run + Layout.RUN_FLAGS) & ELSEWHERE) != 0 || length <= 0) {
      return;
    }
    if (length > MAXIMUM - blocks) {
      throw new TskException(Frames.DAMAGED, "the file has more than " + MAXIMUM + " blocks");
    }
    if (tsk.tsk_fs_block_walk(fs, first, first + length - 1, ALL, take, 0) != 0) {
      throw TskException.of(tsk, "tell which blocks are free");
    }
  }

  private int take(long block, long unused) {
    blocks++;
    if ((Memory.i32(block + Layout.BLOCK_FLAGS) & FREE) != 0) {
      free++;
    }
    return GO_ON;
  }
}
