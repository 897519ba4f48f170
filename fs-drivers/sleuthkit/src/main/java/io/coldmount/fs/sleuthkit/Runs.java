package io.coldmount.fs.sleuthkit;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where an attribute's bytes are ({@code TSK_FS_ATTR} and its {@code TSK_FS_ATTR_RUN}s), in bytes.
 *
 * @param size of the attribute
 * @param initialized bytes behind these are zeros, whatever their blocks hold
 * @param listed whether the runs say it; if not, only libtsk can read the bytes
 * @param starts where in the attribute each run begins
 * @param places where in the volume; {@link #NOTHING} for zeros, {@link #LOST} where libtsk did not
 *     find the run
 */
record Runs(long size, long initialized, boolean listed, Longs starts, Longs ends, Longs places) {

  static final long NOTHING = -1;
  static final long LOST = -2;

  // TSK_FS_ATTR_FLAG_ENUM
  private static final int NON_RESIDENT = 0x02;
  private static final int NOT_AS_IT_LIES = 0x10 | 0x20; // encrypted, compressed

  // TSK_FS_ATTR_RUN_FLAG_ENUM
  private static final int FILLER = 0x01;
  private static final int SPARSE = 0x02;
  private static final int ENCRYPTED = 0x04;

  /** Numbers of which only the first {@code count} are there. */
  static final class Longs {
    private long[] values = new long[4];
    private int count;

    int count() {
      return count;
    }

    long at(int index) {
      return values[index];
    }

    private void add(long value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, count * 2);
      }
      values[count++] = value;
    }

    private void setLast(long value) {
      values[count - 1] = value;
    }

    /** The index of the last value that is not more than {@code value}, or -1. */
    int floor(long value) {
      int found = Arrays.binarySearch(values, 0, count, value);
      return found >= 0 ? found : -found - 2;
    }
  }

  static Runs parse(ByteBuffer answer, TskVolumeInfo volume) {
    int flags = answer.getInt();
    long size = Math.max(0, answer.getLong());
    long initialized = answer.getLong();
    int count = answer.getInt();
    boolean listed =
        (flags & NON_RESIDENT) != 0
            && (flags & NOT_AS_IT_LIES) == 0
            && volume.plainBlocks()
            && count >= 0;
    Runs runs = new Runs(size, initialized, listed, new Longs(), new Longs(), new Longs());
    boolean whole = true;
    for (int i = 0; i < count && listed && whole; i++) {
      whole = runs.add(answer, volume.blockSize());
    }
    return whole ? runs : new Runs(size, initialized, false, new Longs(), new Longs(), new Longs());
  }

  /**
   * Takes one run, and joins it to the one before where it goes on there.
   *
   * @return whether it is one that can be read without libtsk
   */
  private boolean add(ByteBuffer answer, long blockSize) {
    long offset = answer.getLong();
    long address = answer.getLong();
    long length = answer.getLong();
    int flags = answer.get();
    long most = Long.MAX_VALUE / blockSize / 2;
    if (offset < 0 || length < 0 || offset > most || length > most || (flags & ENCRYPTED) != 0) {
      return false;
    }
    boolean elsewhere = (flags & (FILLER | SPARSE)) != 0;
    if (!elsewhere && (address < 0 || address > most)) {
      return false;
    }
    long start = offset * blockSize;
    long end = start + length * blockSize;
    long place = (flags & SPARSE) != 0 ? NOTHING : elsewhere ? LOST : address * blockSize;
    int last = starts.count() - 1;
    if (last >= 0 && start < ends.at(last)) {
      return false; // runs that overlap: libtsk knows what it means by that
    }
    boolean goesOn =
        last >= 0
            && start == ends.at(last)
            && (place < 0
                ? place == places.at(last)
                : places.at(last) >= 0 && place == places.at(last) + start - starts.at(last));
    if (goesOn) {
      ends.setLast(end);
    } else if (length > 0) {
      starts.add(start);
      ends.add(end);
      places.add(place);
    }
    return true;
  }

  int weight() {
    return 128 + 24 * starts.count();
  }
}
