package io.coldmount.mountd.os.hive;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A hive with the pages of its transaction logs laid over it. The pages stay in the logs. */
final class Overlay extends BlockSource {

  /** What a page costs here; the logs that are accepted hold no more than these. */
  static final int MAX_PIECES = 1 << 18;

  private record Piece(BlockSource log, long offset, long length) {
    Piece from(long distance) {
      return new Piece(log, offset + distance, length - distance);
    }

    Piece until(long count) {
      return new Piece(log, offset, count);
    }
  }

  private final BlockSource primary;
  private final NavigableMap<Long, Piece> pieces;

  private Overlay(BlockSource primary, NavigableMap<Long, Piece> pieces, long size) {
    super(primary.name(), size);
    this.primary = primary;
    this.pieces = pieces;
  }

  /** Collects what lies over a hive; what comes later lies above. */
  static final class Builder {
    private final NavigableMap<Long, Piece> pieces = new TreeMap<>();

    boolean isEmpty() {
      return pieces.isEmpty();
    }

    void put(long position, BlockSource log, long offset, long length) throws CorruptException {
      if (pieces.size() >= MAX_PIECES) {
        throw new CorruptException(
            log.name(), "the transaction logs hold more than " + MAX_PIECES + " pages");
      }
      long end = position + length;
      cut(position);
      cut(end);
      pieces.subMap(position, end).clear();
      pieces.put(position, new Piece(log, offset, length));
    }

    /** Parts the piece that goes over {@code position}. */
    private void cut(long position) {
      Map.Entry<Long, Piece> below = pieces.lowerEntry(position);
      if (below == null) {
        return;
      }
      long distance = position - below.getKey();
      Piece piece = below.getValue();
      if (distance < piece.length) {
        pieces.put(below.getKey(), piece.until(distance));
        pieces.put(position, piece.from(distance));
      }
    }

    /** {@code primary} of {@code size} bytes with the pieces over it. */
    Overlay over(BlockSource primary, long size) {
      return new Overlay(primary, pieces, size);
    }
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    int limit = target.limit();
    long at = position;
    while (target.position() < limit) {
      Map.Entry<Long, Piece> below = pieces.floorEntry(at);
      long into = below == null ? 0 : at - below.getKey();
      boolean covered = below != null && into < below.getValue().length;
      Long next = pieces.higherKey(at);
      long run = covered ? below.getValue().length - into : next == null ? size() - at : next - at;
      int count = (int) Math.min(run, limit - target.position());
      target.limit(target.position() + count);
      try {
        if (covered) {
          below.getValue().log.read(below.getValue().offset + into, target);
        } else {
          primary.read(at, target); // behind its end there is nothing, and that is an error
        }
      } finally {
        target.limit(limit);
      }
      at += count;
    }
  }

  @Override
  protected Extent extentInside(long position, long length) {
    return new Extent(position, length, new Extent.Storage(name(), "", position, true));
  }
}
