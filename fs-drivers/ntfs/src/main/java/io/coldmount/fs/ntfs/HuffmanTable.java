package io.coldmount.fs.ntfs;

import java.util.Arrays;

/**
 * Decodes the canonical prefix codes of XPRESS and LZX, the most significant bit first. Codes of up
 * to {@code bits} bits are found in one step; longer ones, which are rare, by their length. Made
 * once and built again for each block; for one thread.
 */
final class HuffmanTable {

  /** The longest code of LZX. */
  static final int MAXIMUM_LENGTH = 16;

  /** An entry's low bits are the length of its code, those above them the symbol. */
  static final int LENGTH_BITS = 5;

  static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

  /** The entries by the next {@code bits} bits; 0 if their code is longer, or there is none. */
  final int[] entries;

  private final int bits;
  private final short[] sorted;
  private final short[] present;
  private final int[] count = new int[MAXIMUM_LENGTH + 1];
  private final int[] first = new int[MAXIMUM_LENGTH + 2];
  private final int[] offset = new int[MAXIMUM_LENGTH + 2];
  private final int[] next = new int[MAXIMUM_LENGTH + 2];

  HuffmanTable(int symbols, int bits) {
    this.bits = bits;
    this.entries = new int[1 << bits];
    this.sorted = new short[symbols];
    this.present = new short[symbols];
  }

  /**
   * Takes the lengths of the codes of the symbols from 0 on; 0 means that a symbol is not used.
   *
   * @return whether there can be such a code
   */
  boolean build(byte[] lengths, int symbols) {
    int used = gather(lengths, symbols);
    int code = 0;
    int position = 0;
    for (int length = 1; length <= MAXIMUM_LENGTH; length++) {
      code <<= 1;
      first[length] = code;
      offset[length] = position;
      code += count[length];
      position += count[length];
      if (code > 1 << length) {
        return false;
      }
    }
    sort(lengths, used);
    fill();
    return true;
  }

  /** Collects the symbols that are used, without a branch on each, and counts their lengths. */
  private int gather(byte[] lengths, int symbols) {
    short[] present = this.present;
    int used = 0;
    for (int i = 0; i < symbols; i++) {
      present[used] = (short) i;
      used += -lengths[i] >>> 31;
    }
    int[] count = this.count;
    Arrays.fill(count, 0);
    for (int i = 0; i < used; i++) {
      count[lengths[present[i]]]++;
    }
    return used;
  }

  private void sort(byte[] lengths, int used) {
    short[] sorted = this.sorted;
    short[] present = this.present;
    int[] next = this.next;
    System.arraycopy(offset, 0, next, 0, next.length);
    for (int i = 0; i < used; i++) {
      short symbol = present[i];
      sorted[next[lengths[symbol]]++] = symbol;
    }
  }

  /** Canonical codes, in their order, take runs of entries that follow each other. */
  private void fill() {
    int[] entries = this.entries;
    int at = 0;
    for (int length = 1; length <= bits; length++) {
      int run = 1 << (bits - length);
      int from = offset[length];
      for (int i = from; i < from + count[length]; i++) {
        int entry = (sorted[i] << LENGTH_BITS) | length;
        int end = at + run;
        while (at < end) {
          entries[at++] = entry;
        }
      }
    }
    Arrays.fill(entries, at, entries.length, 0);
  }

  /**
   * The entry of a code that is longer than {@code bits}.
   *
   * @param stream the next bits, the first of them the most significant
   * @return 0 if no code begins so
   */
  int longEntry(long stream) {
    for (int length = bits + 1; length <= MAXIMUM_LENGTH; length++) {
      int distance = (int) (stream >>> (64 - length)) - first[length];
      if (distance >= 0 && distance < count[length]) {
        return (sorted[offset[length] + distance] << LENGTH_BITS) | length;
      }
    }
    return 0;
  }
}
