package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The metadata of a volume (allocation tables, directories), read in blocks and cached. */
final class VolumeBlocks {

  private static final int SHIFT = 14;
  private static final int SIZE = 1 << SHIFT;
  private static final VarHandle LE16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LE32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final BlockSource volume;
  private final ImageCache.Region<byte[]> blocks;

  VolumeBlocks(BlockSource volume, ImageCache cache) {
    this.volume = volume;
    this.blocks = cache.region(block -> block.length);
  }

  BlockSource volume() {
    return volume;
  }

  Cursor cursor() {
    return new Cursor();
  }

  void forget() {
    blocks.clear();
  }

  private byte[] load(long index) throws IOException {
    long position = index << SHIFT;
    return volume.bytes(position, (int) Math.min(SIZE, volume.size() - position));
  }

  /** Reads small fields one after the other; holds the block of the last one. For one thread. */
  final class Cursor {
    private long index = -1;
    private byte @Nullable [] block;

    int u8(long position) throws IOException {
      byte[] bytes = blockOf(position, 1);
      return bytes[offset(position)] & 0xFF;
    }

    /** A 16-bit field at a multiple of 2. */
    int u16(long position) throws IOException {
      byte[] bytes = blockOf(position, 2);
      return (short) LE16.get(bytes, offset(position)) & 0xFFFF;
    }

    /** A 32-bit field at a multiple of 4. */
    long u32(long position) throws IOException {
      byte[] bytes = blockOf(position, 4);
      return (int) LE32.get(bytes, offset(position)) & 0xFFFF_FFFFL;
    }

    /** The directory entry at a multiple of 32, sharing the cached bytes. */
    ByteView entry(long position) throws IOException {
      byte[] bytes = blockOf(position, DirectoryEntries.SIZE);
      int offset = offset(position);
      return new ByteView(volume.name(), position - offset, bytes)
          .slice(offset, DirectoryEntries.SIZE);
    }

    private byte[] blockOf(long position, int count) throws IOException {
      if (position < 0 || volume.size() - count < position) {
        throw new CorruptException(
            volume.name(),
            count
                + " bytes at offset "
                + position
                + " lie outside its "
                + volume.size()
                + " bytes");
      }
      long wanted = position >> SHIFT;
      byte[] held = block;
      if (held == null || wanted != index) {
        held = blocks.get(wanted, VolumeBlocks.this::load);
        block = held;
        index = wanted;
      }
      return held;
    }

    private static int offset(long position) {
      return (int) position & (SIZE - 1);
    }
  }
}
