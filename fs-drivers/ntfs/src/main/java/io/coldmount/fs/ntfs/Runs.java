package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import java.util.Arrays;

/**
 * Where the clusters of an attribute lie: run {@code i} covers the virtual clusters from {@code
 * vcn(i)} to {@code vcn(i + 1)}. Immutable.
 */
final class Runs {

  /** The logical cluster of a run that is stored nowhere. */
  static final long HOLE = -1;

  /** No attribute has more: its size in bytes stays below 2^63 with clusters of 2 MiB. */
  static final long MAXIMUM_CLUSTERS = Long.MAX_VALUE >> 21;

  private final long[] vcns; // one more than there are runs: the last is the end
  private final long[] lcns;
  private final int count;

  private Runs(long[] vcns, long[] lcns, int count) {
    this.vcns = vcns;
    this.lcns = lcns;
    this.count = count;
  }

  int count() {
    return count;
  }

  /** The first virtual cluster of run {@code i}. */
  long vcn(int i) {
    return vcns[i];
  }

  /** Its first logical cluster, or {@link #HOLE}. */
  long lcn(int i) {
    return lcns[i];
  }

  /** The virtual cluster behind run {@code i}. */
  long end(int i) {
    return vcns[i + 1];
  }

  /** The virtual cluster behind the last run. */
  long end() {
    return vcns[count];
  }

  /** The run that holds {@code vcn}, or -1 if none does. */
  int find(long vcn) {
    if (vcn < 0 || vcn >= end()) {
      return -1;
    }
    int low = 0;
    int high = count - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (vcns[middle] <= vcn) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Whether any run is a hole. */
  boolean hasHoles() {
    for (int i = 0; i < count; i++) {
      if (lcns[i] == HOLE) {
        return true;
      }
    }
    return false;
  }

  /** About the bytes that this takes in memory. */
  int weight() {
    return 64 + 16 * count;
  }

  /** The runs of one piece, counted from its own beginning. */
  static Runs ofPiece(AttributeRecord piece, long clusterCount) throws ImageException {
    ByteView mapping = piece.mapping();
    if (mapping == null) {
      throw new IllegalStateException("a resident attribute has no runs");
    }
    var builder = new Builder(clusterCount);
    builder.addPairs(mapping);
    return builder.build();
  }

  /** Whether both lead to the same clusters as far as both reach. */
  boolean leadsLike(Runs other) {
    long end = Math.min(end(), other.end());
    int i = 0;
    int j = 0;
    // Ends: each turn leaves at least one run behind.
    for (long vcn = 0; vcn < end; vcn = Math.min(end(i), other.end(j))) {
      i = find(vcn);
      j = other.find(vcn);
      boolean holes = lcns[i] == HOLE || other.lcns[j] == HOLE;
      long here = holes ? lcns[i] : lcns[i] - vcns[i];
      long there = holes ? other.lcns[j] : other.lcns[j] - other.vcns[j];
      if (here != there) {
        return false;
      }
    }
    return true;
  }

  /** Collects the pieces of one attribute, in order. */
  static final class Builder {
    private final long clusterCount;
    private long[] vcns = new long[3];
    private long[] lcns = new long[2];
    private int count;

    /**
     * @param clusterCount of the volume: no run may lie outside it
     */
    Builder(long clusterCount) {
      this.clusterCount = clusterCount;
    }

    long end() {
      return vcns[count];
    }

    /**
     * Adds the runs of a piece. Format: mapping pairs; Linux-NTFS documentation, "Data runs". Ends
     * because each pair takes at least two bytes of {@code mapping}.
     */
    Builder add(AttributeRecord piece) throws ImageException {
      ByteView mapping = piece.mapping();
      if (mapping == null) {
        throw new IllegalStateException("a resident attribute has no runs");
      }
      if (piece.lowestVcn() != end()) {
        throw mapping.corrupt(
            "the first cluster of a piece of "
                + AttributeType.name(piece.type())
                + " (expected "
                + end()
                + ")",
            0,
            piece.lowestVcn());
      }
      addPairs(mapping);
      if (piece.highestVcn() != end() - 1) {
        throw mapping.corrupt(
            "the number of clusters in the runs of "
                + AttributeType.name(piece.type())
                + " (expected "
                + (piece.highestVcn() + 1)
                + ")",
            0,
            end());
      }
      return this;
    }

    private void addPairs(ByteView b) throws ImageException {
      int offset = 0;
      long lcn = 0;
      while (offset < b.length() && b.u8(offset) != 0) {
        int header = b.u8(offset);
        int lengthBytes = header & 0x0F;
        int lcnBytes = header >> 4;
        b.require(lengthBytes >= 1 && lengthBytes <= 8 && lcnBytes <= 8, "a run", offset, header);
        long length = signed(b, offset + 1, lengthBytes);
        b.require(
            length > 0 && length < MAXIMUM_CLUSTERS - end(),
            "the length of a run",
            offset + 1,
            length);
        if (lcnBytes == 0) {
          append(length, HOLE);
        } else {
          lcn += signed(b, offset + 1 + lengthBytes, lcnBytes);
          if (lcn < 0 || lcn >= clusterCount || clusterCount - lcn < length) {
            throw b.corrupt(
                "the cluster of a run of " + length + " in a volume of " + clusterCount,
                offset + 1 + lengthBytes,
                lcn);
          }
          append(length, lcn);
        }
        offset += 1 + lengthBytes + lcnBytes;
      }
    }

    private static long signed(ByteView b, int offset, int bytes) throws CorruptException {
      long value = (byte) b.u8(offset + bytes - 1);
      for (int i = bytes - 2; i >= 0; i--) {
        value = (value << 8) | b.u8(offset + i);
      }
      return value;
    }

    private void append(long length, long lcn) {
      if (count > 0 && continues(lcn)) {
        vcns[count] += length;
        return;
      }
      if (count == lcns.length) {
        lcns = Arrays.copyOf(lcns, 2 * count);
        vcns = Arrays.copyOf(vcns, 2 * count + 1);
      }
      lcns[count] = lcn;
      count++;
      vcns[count] = vcns[count - 1] + length;
    }

    private boolean continues(long lcn) {
      long last = lcns[count - 1];
      return last == HOLE ? lcn == HOLE : lcn == last + (vcns[count] - vcns[count - 1]);
    }

    Runs build() {
      boolean exact = count == lcns.length;
      return new Runs(
          exact ? vcns : Arrays.copyOf(vcns, count + 1),
          exact ? lcns : Arrays.copyOf(lcns, count),
          count);
    }
  }
}
