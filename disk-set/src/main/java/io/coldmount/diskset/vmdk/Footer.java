package io.coldmount.diskset.vmdk;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.io.IOException;

/**
 * The second header at the end of a stream whose grain directory follows the grains. Layout:
 * "Virtual Disk Format 5.0", Stream-Optimized Compressed Sparse Extents: a footer marker, a copy of
 * the header, an end-of-stream marker, a sector each.
 */
final class Footer {

  /** How far from the end a footer is looked for: copies may pad a file with zeros. */
  private static final int REACH = 128 << 10;

  private static final int SECTOR = 512;
  private static final int FOOTER_MARKER = 3;

  private Footer() {}

  /** The header in the footer of {@code file}, which replaces the one at its start. */
  static SparseHeader read(BlockSource file) throws IOException {
    long sectors = file.size() / SECTOR;
    int count = (int) Math.min(sectors, REACH / SECTOR);
    ByteView tail = file.view((sectors - count) * SECTOR, count * SECTOR);
    for (int at = (count - 1) * SECTOR; at >= SECTOR; at -= SECTOR) {
      ByteView candidate = tail.slice(at, SECTOR);
      if (candidate.matches(0, SparseHeader.MAGIC) && marked(tail.slice(at - SECTOR, SECTOR))) {
        SparseHeader header = SparseHeader.parse(candidate);
        candidate.require(
            header.directoryOffset() != SparseHeader.AT_END,
            "gdOffset of the footer",
            56,
            header.directoryOffset());
        return header;
      }
    }
    throw new CorruptException(
        file.name(),
        "its header says that the grain directory is behind the grains, in a footer, but its "
            + file.size()
            + " bytes end without one: the file is truncated");
  }

  private static boolean marked(ByteView marker) throws CorruptException {
    return marker.u32le(8) == 0 && marker.u32le(12) == FOOTER_MARKER;
  }
}
