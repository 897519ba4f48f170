package io.coldmount.fs.fat;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the entries of a long name together, which stand before their short entry, last part first.
 * Layout: Microsoft FAT specification 1.03, "FAT Long Directory Entries". Parts that are out of
 * order, or whose checksum is not the short entry's, are orphans: the file then has its short name.
 */
final class LongName {

  private static final int UNITS = 13;
  private static final int MOST_PARTS = 20;
  private static final int MOST_UNITS = 255;
  private static final int LAST = 0x40;

  private char @Nullable [] units; // made when there is something to put in
  private int expected; // the ordinal of the part that must come next; 0 after the last one
  private int checksum;
  private int length = -1; // -1 while there is no name

  void clear() {
    length = -1;
    expected = 0;
  }

  /** Takes the next part. */
  void add(ByteView b) throws CorruptException {
    int ord = b.u8(0);
    int type = b.u8(12);
    int chksum = b.u8(13);
    int number = ord & ~LAST;
    if (type != 0 || number == 0 || number > MOST_PARTS) {
      clear();
      return;
    }
    if ((ord & LAST) != 0) {
      checksum = chksum;
      length = number * UNITS;
    } else if (length < 0 || number != expected || chksum != checksum) {
      clear();
      return;
    }
    expected = number - 1;
    char[] all = units == null ? new char[MOST_PARTS * UNITS] : units;
    units = all;
    int at = (number - 1) * UNITS;
    copy(b, 1, 5, all, at);
    copy(b, 14, 6, all, at + 5);
    copy(b, 28, 2, all, at + 11);
  }

  private static void copy(ByteView b, int offset, int count, char[] units, int at)
      throws CorruptException {
    for (int i = 0; i < count; i++) {
      units[at + i] = (char) b.u16le(offset + 2 * i);
    }
  }

  /** The name, if it is whole and belongs to {@code entry}. */
  @Nullable String of(ShortEntry entry) {
    char[] all = units;
    if (all == null || length < 0 || expected != 0 || checksum != entry.checksum()) {
      return null;
    }
    int end = 0;
    while (end < length && all[end] != 0) {
      end++;
    }
    return end == 0 || end > MOST_UNITS ? null : new String(all, 0, end);
  }
}
