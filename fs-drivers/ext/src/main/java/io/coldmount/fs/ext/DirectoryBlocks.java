package io.coldmount.fs.ext;

import io.coldmount.block.CorruptException;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The blocks of one directory, verified and cached. */
final class DirectoryBlocks {

  /** How much a listing reads at once. */
  private static final int AHEAD = 64 * 1024;

  /** An entry without a name at the end of a block that holds its checksum. */
  private static final int TAIL_SIZE = 12;

  private static final int TAIL_TYPE = 0xDE;

  private final Volume volume;
  private final Inode inode;
  private final BlockMap map;
  private final boolean indexed;

  DirectoryBlocks(Volume volume, Inode inode, BlockMap map, boolean indexed) {
    this.volume = volume;
    this.inode = inode;
    this.map = map;
    this.indexed = indexed;
  }

  /** How many blocks the directory has. */
  long count() {
    return (inode.size() + volume.blockSize() - 1) >>> volume.blockSizeBits();
  }

  Run run(long block) throws IOException {
    return map.run(block);
  }

  /** One block, for a lookup. */
  DirectoryBlock block(long block) throws IOException {
    return block(block, map.run(block), 1);
  }

  /** One block of {@code run}, for a listing that goes on with the next. */
  DirectoryBlock blockAndAhead(long block, Run run) throws IOException {
    long left = Math.min(run.end(), count()) - block;
    return block(block, run, (int) Math.min(left, Math.max(1, AHEAD >> volume.blockSizeBits())));
  }

  private DirectoryBlock block(long block, Run run, int ahead) throws IOException {
    if (run.isNothing()) {
      throw volume.corrupt(inode.number(), "block " + block + " of the directory is a hole");
    }
    long physical = run.physical() + (block - run.first());
    DirectoryBlock cached = volume.directoryBlocks.peek(physical);
    return cached != null && cached.owner() == inode.number()
        ? cached
        : load(block, physical, ahead);
  }

  private DirectoryBlock load(long block, long physical, int count) throws IOException {
    int size = volume.blockSize();
    byte[] bytes = volume.source.bytes(physical << volume.blockSizeBits(), count * size);
    DirectoryBlock first = decode(block, physical, count == 1 ? bytes : part(bytes, 0, size));
    volume.directoryBlocks.put(physical, first);
    for (int i = 1; i < count; i++) {
      DirectoryBlock next = decodeOrNull(block + i, physical + i, part(bytes, i, size));
      if (next != null) {
        volume.directoryBlocks.put(physical + i, next);
      }
    }
    return first;
  }

  private static byte[] part(byte[] bytes, int index, int size) {
    return Arrays.copyOfRange(bytes, index * size, (index + 1) * size);
  }

  /** A damaged block is not kept: whoever asks for it gets the error. */
  private @Nullable DirectoryBlock decodeOrNull(long block, long physical, byte[] bytes) {
    try {
      return decode(block, physical, bytes);
    } catch (CorruptException e) {
      return null;
    }
  }

  private DirectoryBlock decode(long block, long physical, byte[] bytes) throws CorruptException {
    var decoded =
        new DirectoryBlock(
            volume.source.name(),
            physical << volume.blockSizeBits(),
            inode.number(),
            bytes,
            0,
            bytes.length >= 1 << 16);
    if (volume.checksums.verified() && !matches(decoded, isIndex(decoded, block))) {
      throw volume.corrupt(
          inode.number(), "the checksum of block " + block + " of the directory does not match");
    }
    return decoded;
  }

  /** Whether a block of this directory belongs to its index. */
  boolean isIndex(DirectoryBlock decoded, long block) {
    return indexed && (block == 0 || decoded.isIndexNode());
  }

  private boolean matches(DirectoryBlock block, boolean index) {
    return index ? indexMatches(block) : leafMatches(block);
  }

  private boolean leafMatches(DirectoryBlock block) {
    int tail = block.end() - TAIL_SIZE;
    return block.i32(tail) == 0
        && block.u16(tail + 4) == TAIL_SIZE
        && block.u16(tail + 6) == TAIL_TYPE << 8
        && volume.checksums.matchesBlock(
            inode.number(), inode.generation(), block.bytes(), tail, block.i32(tail + 8));
  }

  /** The checksum of a node of the index stands behind the room for its entries. */
  private boolean indexMatches(DirectoryBlock block) {
    int entries = block.isIndexNode() ? HashTree.NODE_ENTRIES : HashTree.ROOT_ENTRIES;
    int limit = block.u16(entries);
    int count = block.u16(entries + 2);
    int tail = entries + limit * HashTree.ENTRY_SIZE;
    if (count > limit || tail > block.end() - HashTree.TAIL_SIZE) {
      return false;
    }
    CRC32C crc = volume.checksums.start(inode.number(), inode.generation());
    crc.update(block.bytes(), 0, entries + count * HashTree.ENTRY_SIZE);
    crc.update(block.bytes(), tail, 4);
    Checksums.add32(crc, 0);
    return Checksums.value(crc) == block.i32(tail + 4);
  }
}
