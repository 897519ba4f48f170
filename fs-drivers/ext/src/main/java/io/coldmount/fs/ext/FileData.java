package io.coldmount.fs.ext;

import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of an inode that has a block map. */
final class FileData {

  private static final byte[] ZEROS = new byte[16 * 1024];

  private final Volume volume;
  private final BlockMap map;

  /** The run that was asked for last. Immutable, so that a race costs no more than a search. */
  private @Nullable Run recent;

  FileData(Volume volume, Inode inode) throws IOException {
    this.volume = volume;
    this.map =
        inode.flag(Inode.FLAG_EXTENTS)
            ? new ExtentMap(volume, inode)
            : new IndirectMap(volume, inode);
  }

  BlockMap map() {
    return map;
  }

  private Run run(long block) throws IOException {
    Run run = recent;
    if (run == null || !run.contains(block)) {
      run = map.run(block);
      recent = run;
    }
    return run;
  }

  /** Puts {@code count} bytes into {@code target}, which has room for them. */
  void read(long position, ByteBuffer target, int count) throws IOException {
    int bits = volume.blockSizeBits();
    long at = position;
    long end = position + count;
    while (at < end) { // ends: a run that contains the block ends behind it
      Run run = run(at >>> bits);
      int part = (int) (Math.min(end, run.end() << bits) - at);
      if (run.isNothing()) {
        putZeros(target, part);
      } else {
        long start = (run.physical() << bits) + (at - (run.first() << bits));
        int limit = target.limit();
        target.limit(target.position() + part);
        volume.source.read(start, target);
        target.limit(limit);
      }
      at += part;
    }
  }

  static void putZeros(ByteBuffer target, int count) {
    for (int left = count; left > 0; left -= ZEROS.length) {
      target.put(ZEROS, 0, Math.min(left, ZEROS.length));
    }
  }

  /** The run of bytes that begins at {@code position}. */
  Extent extent(long position, long length) throws IOException {
    int bits = volume.blockSizeBits();
    Run run = run(position >>> bits);
    long part = Math.min(length, (run.end() << bits) - position);
    if (run.isNothing()) {
      return Extent.hole(position, part);
    }
    long start = (run.physical() << bits) + (position - (run.first() << bits));
    return volume.source.extent(start, part).at(position);
  }
}
