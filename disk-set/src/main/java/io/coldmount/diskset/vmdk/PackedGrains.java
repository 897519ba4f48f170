package io.coldmount.diskset.vmdk;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.diskset.HostFile;
import io.coldmount.diskset.chain.HostSource;
import io.coldmount.diskset.chain.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The compressed grains of a stream-optimized extent. A run's address is that of its grain's
 * marker. A reader that moves forward finds the next grains inflated.
 */
final class PackedGrains extends Origin {

  /** How many grains are inflated ahead: enough to keep every core busy. */
  private static final int AHEAD =
      Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 4, 32);

  private final String link;
  private final HostFile file;
  private final HostSource source;
  private final GrainStore store;
  private final long keys;
  private final int grain;
  private final long start;
  private final long length;
  private final GrainTables tables;
  private final SequentialReaders readers = new SequentialReaders();

  /**
   * @param grain the size of a grain in bytes
   * @param start where the extent begins on the disk
   * @param length of the extent
   * @param tables where the next grains are
   */
  PackedGrains(
      String link,
      HostFile file,
      HostSource source,
      GrainStore store,
      int grain,
      long start,
      long length,
      GrainTables tables) {
    this.link = link;
    this.file = file;
    this.source = source;
    this.store = store;
    this.keys = store.newKeys();
    this.grain = grain;
    this.start = start;
    this.length = length;
    this.tables = tables;
  }

  @Override
  public boolean packed() {
    return true;
  }

  @Override
  public void read(long position, long stored, ByteBuffer target) throws IOException {
    long index = (position - start) / grain;
    int inside = (int) ((position - start) % grain);
    if (readers.note(index)) {
      prepareAfter(index);
    }
    byte[] bytes = store.grain(keys + index, key -> load(index, stored));
    target.put(bytes, inside, target.remaining());
  }

  /** Has the grains after {@code index}, as far as their table reaches, inflated in background. */
  private void prepareAfter(long index) throws IOException {
    long next = index + 1;
    int first = (int) (next % tables.entriesPerTable());
    long rest = Math.ceilDiv(length, grain) - next;
    int count = (int) Math.min(Math.min(AHEAD, rest), tables.entriesPerTable() - first);
    long[] entries =
        count <= 0 ? null : tables.entries(next / tables.entriesPerTable(), first, count);
    if (entries == null) {
      return;
    }
    for (int i = 0; i < count; i++) {
      long ahead = next + i;
      long address = entries[i];
      if (address > 0 && tables.usable(address) && !store.holds(keys + ahead)) {
        store.prepare(keys + ahead, key -> load(ahead, address));
      }
    }
  }

  private byte[] load(long index, long address) throws IOException {
    Unpacker unpacker = store.takeUnpacker();
    try {
      // Most grains come whole with the first read.
      int guess = (int) Math.min(GrainMarker.SIZE + grain + grain / 64L, file.size() - address);
      ByteBuffer packed = unpacker.input(guess);
      source.read(address, packed);
      byte[] start = new byte[Math.min(GrainMarker.SIZE, guess)];
      packed.get(0, start);
      int limit = 2 * grain; // as QEMU: deflate never grows a grain so much
      GrainMarker marker = GrainMarker.parse(new ByteView(source.name(), address, start), limit);
      checkPlace(index, address, marker);
      if (marker.size() > guess - GrainMarker.SIZE) {
        packed = unpacker.input(GrainMarker.SIZE + marker.size());
        source.read(address, packed);
      }
      packed.position(GrainMarker.SIZE).limit(GrainMarker.SIZE + marker.size());
      int needed = (int) Math.min(grain, length - index * grain);
      return unpacker.unpack(source.name(), address, packed, grain, needed);
    } finally {
      store.giveBack(unpacker);
    }
  }

  /** Some writers count the sectors of the disk, not of the extent. */
  private void checkPlace(long index, long address, GrainMarker marker) throws CorruptException {
    long lba = index * (grain / 512);
    if (marker.lba() != lba && marker.lba() != lba + start / 512) {
      throw new CorruptException(
          source.name(),
          "the compressed grain at offset "
              + address
              + " is marked as sector "
              + Long.toUnsignedString(marker.lba())
              + ", but the grain table has it at sector "
              + lba);
    }
  }

  @Override
  public Extent extent(long position, long length, long stored) {
    return new Extent(
        position, length, new Extent.Storage(link, file.path().toString(), stored, true));
  }
}
