package io.coldmount.fs.fat;

import io.coldmount.block.ByteView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the root directory that are not files: allocation bitmap, up-case table, label.
 * Specification: exFAT, sections 7.1 to 7.3.
 *
 * @param bitmap where the bitmap in use is, or null
 * @param upcase where the up-case table is, or null
 */
record ExfatSystemEntries(
    @Nullable Stored bitmap, @Nullable Stored upcase, long upcaseChecksum, String label) {

  static final ExfatSystemEntries NONE = new ExfatSystemEntries(null, null, 0, "");

  private static final int BITMAP = 0x81;
  private static final int UPCASE = 0x82;
  private static final int LABEL = 0x83;
  private static final int MOST_LABEL_UNITS = 11;

  /** A chain of clusters and its length. */
  record Stored(long cluster, long length) {}

  /** Reads them; ends with the directory. */
  static ExfatSystemEntries find(VolumeBlocks blocks, DataMap root, int activeTable)
      throws IOException {
    Stored bitmap = null;
    Stored upcase = null;
    long checksum = 0;
    String label = "";
    VolumeBlocks.Cursor cursor = blocks.cursor();
    for (long at = 0; at < root.length(); at += DirectoryEntries.SIZE) {
      long position = root.position(at);
      int type = cursor.u8(position);
      if (type == ExfatEntrySet.END) {
        break;
      }
      if (type != BITMAP && type != UPCASE && type != LABEL) {
        continue;
      }
      ByteView b = cursor.entry(position);
      if (type == BITMAP && (b.u8(1) & 1) == activeTable) {
        bitmap = new Stored(b.u32le(20), b.u64le(24));
      } else if (type == UPCASE) {
        upcase = new Stored(b.u32le(20), b.u64le(24));
        checksum = b.u32le(4);
      } else if (type == LABEL) {
        label = label(b);
      }
    }
    return new ExfatSystemEntries(bitmap, upcase, checksum, label);
  }

  private static String label(ByteView b) throws IOException {
    int characterCount = Math.min(b.u8(1), MOST_LABEL_UNITS);
    var label = new StringBuilder();
    for (int i = 0; i < characterCount; i++) {
      label.append((char) b.u16le(2 + 2 * i));
    }
    return label.toString();
  }
}
