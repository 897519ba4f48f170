package io.coldmount.block;

import org.jspecify.annotations.Nullable;

/**
 * A run of a {@link BlockSource} of which all bytes have one origin.
 *
 * @param position where the run begins in the source that was asked, in bytes
 * @param length its length in bytes, more than 0
 * @param stored where the bytes lie on the host, or null for a hole, which reads as zeros and is
 *     stored nowhere
 */
public record Extent(long position, long length, @Nullable Storage stored) {

  /**
   * Where the bytes of a run lie.
   *
   * @param link the disk link (file name of its descriptor) that supplies the run, or a description
   *     where the bytes are made in memory (a replayed journal)
   * @param file the host file that holds the bytes; empty for bytes made in memory
   * @param offset the position of the run's first byte in that file; for packed bytes, of the
   *     packed unit
   * @param packed whether the bytes are compressed or otherwise transformed there, so that offsets
   *     inside the run do not correspond
   */
  public record Storage(String link, String file, long offset, boolean packed) {

    Storage plus(long distance) {
      return packed || distance == 0 ? this : new Storage(link, file, offset + distance, false);
    }
  }

  public Extent {
    if (length <= 0) {
      throw new IllegalArgumentException("an extent has at least one byte");
    }
  }

  /** A run that reads as zeros and is stored nowhere. */
  public static Extent hole(long position, long length) {
    return new Extent(position, length, null);
  }

  public boolean isHole() {
    return stored == null;
  }

  public long end() {
    return position + length;
  }

  /** The same run seen from a source in which it begins at another position. */
  public Extent at(long newPosition) {
    return newPosition == position ? this : new Extent(newPosition, length, stored);
  }

  /** The part of this run inside {@code [from, from + count)}; the two must overlap. */
  public Extent clip(long from, long count) {
    long start = Math.max(from, position);
    long stop = count > Long.MAX_VALUE - from ? end() : Math.min(end(), from + count);
    if (start == position && stop == end()) {
      return this;
    }
    return new Extent(start, stop - start, stored == null ? null : stored.plus(start - position));
  }
}
