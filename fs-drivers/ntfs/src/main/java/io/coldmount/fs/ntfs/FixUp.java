package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;

/**
 * The update sequence of a multi-sector structure: the last two bytes of each 512-byte stride were
 * replaced by a number on writing, and the bytes themselves kept in an array, so that a torn write
 * shows. Source: Linux-NTFS documentation, "Fixup"; {@code MULTI_SECTOR_HEADER} of Microsoft.
 */
final class FixUp {

  private static final int STRIDE = 512;

  private FixUp() {}

  /**
   * Checks the structure and puts the kept bytes back into {@code array}; nothing is changed when
   * it fails.
   *
   * @param magic the first four bytes as ASCII
   * @param what names the structure in errors
   */
  static void apply(
      String source, long position, byte[] array, int start, int size, String magic, String what)
      throws ImageException {
    ByteView b = new ByteView(source, position - start, array).slice(start, size);
    if (!b.matches(0, magic)) {
      throw b.corrupt("the magic of " + what + " (expected " + magic + ")", 0, b.u32be(0));
    }
    int usaOffset = b.u16le(4);
    int usaCount = b.u16le(6);
    int stride = usaCount > 1 ? size / (usaCount - 1) : 0;
    if (stride < STRIDE || stride * (usaCount - 1) != size || stride % STRIDE != 0) {
      throw b.corrupt("the length of the update sequence of " + what, 6, usaCount);
    }
    if (usaOffset < 8 || (usaOffset & 1) != 0 || usaOffset + 2 * usaCount > STRIDE - 2) {
      throw b.corrupt("the offset of the update sequence of " + what, 4, usaOffset);
    }
    int number = b.u16le(usaOffset);
    for (int i = 1; i < usaCount; i++) {
      int tail = i * stride - 2;
      if (b.u16le(tail) != number) {
        throw new CorruptException(
            source,
            what
                + " at offset "
                + b.position()
                + " was torn while written: its sector "
                + (i - 1)
                + " ends with "
                + b.u16le(tail)
                + " instead of the update sequence number "
                + number);
      }
    }
    for (int i = 1; i < usaCount; i++) {
      int tail = start + i * stride - 2;
      array[tail] = array[start + usaOffset + 2 * i];
      array[tail + 1] = array[start + usaOffset + 2 * i + 1];
    }
  }
}
