package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import java.io.IOException;

/**
 * The blocks of a file as ext2 and ext3 map them: twelve pointers in the inode, then blocks of
 * pointers in one, two and three levels. Layout: kernel documentation, filesystems/ext4/ifork,
 * "Direct/Indirect Block Addressing".
 */
final class IndirectMap implements BlockMap {

  private static final int DIRECT = 12;
  private static final int LEVELS = 3;

  private final Volume volume;
  private final long inode;
  private final int[] pointers;

  /** Pointers in a block, as a power of two. */
  private final int bits;

  IndirectMap(Volume volume, Inode inode) throws IOException {
    this.volume = volume;
    this.inode = inode.number();
    this.bits = volume.blockSizeBits() - 2;
    this.pointers = decode(new ByteView(volume.source.name(), 0, inode.block()));
  }

  private static int[] decode(ByteView view) throws IOException {
    int[] pointers = new int[view.length() / 4];
    for (int i = 0; i < pointers.length; i++) {
      pointers[i] = view.i32le(4 * i);
    }
    return pointers;
  }

  @Override
  public Run run(long block, Passed passed) throws IOException {
    if (block < DIRECT) {
      return in(pointers, (int) block, DIRECT, block);
    }
    long rest = block - DIRECT;
    for (int level = 1; level <= LEVELS; level++) {
      long span = 1L << (bits * level);
      if (rest < span) {
        return under(pointers[DIRECT + level - 1], level, rest, block, passed);
      }
      rest -= span;
    }
    throw volume.corrupt(inode, "block " + block + " is beyond what its block map can hold");
  }

  /**
   * The run at {@code index} of the blocks under a pointer.
   *
   * @param level how many levels of pointers lie under it, at most 3
   */
  private Run under(int top, int level, long index, long block, Passed passed) throws IOException {
    int pointer = top;
    for (int left = level; left > 0; left--) {
      if (pointer == 0) {
        long span = 1L << (bits * left);
        long inside = index & (span - 1);
        return Run.nothing(block - inside, block - inside + span);
      }
      passed.block(Integer.toUnsignedLong(pointer));
      int[] below = pointerBlock(Integer.toUnsignedLong(pointer));
      int at = (int) (index >>> (bits * (left - 1))) & (below.length - 1);
      if (left == 1) {
        return in(below, at, below.length, block);
      }
      pointer = below[at];
    }
    throw new IllegalArgumentException("level " + level);
  }

  private int[] pointerBlock(long block) throws IOException {
    check(block, 1);
    return volume.pointerBlocks.get(
        block,
        key -> decode(volume.source.view(key << volume.blockSizeBits(), volume.blockSize())));
  }

  /** The run that begins at {@code pointers[index]}, the pointer of the file's {@code block}. */
  private Run in(int[] pointers, int index, int limit, long block) throws IOException {
    int first = pointers[index];
    int end = index + 1;
    if (first == 0) {
      while (end < limit && pointers[end] == 0) {
        end++;
      }
      return Run.nothing(block, block + end - index);
    }
    while (end < limit && pointers[end] == first + (end - index)) {
      end++;
    }
    long physical = Integer.toUnsignedLong(first);
    check(physical, end - index);
    return new Run(block, end - index, physical);
  }

  private void check(long block, long count) throws IOException {
    if (!volume.superblock.holds(block, count)) {
      throw volume.corrupt(
          inode, "its block map points to block " + block + ", which is outside the volume");
    }
  }
}
