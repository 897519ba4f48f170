package io.coldmount.fs.ntfs;

import io.coldmount.block.ImageException;
import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the bytes of a file come from: its own data, or what its reparse point stands for. */
final class FileData {

  /** Where the Windows overlay filter keeps the compressed data of a file. */
  static final String WOF_STREAM = "WofCompressedData";

  private static final int ELSEWHERE =
      StandardInformation.OFFLINE | StandardInformation.RECALL_ON_DATA_ACCESS;

  private FileData() {}

  /** The bytes of a file; a file without an unnamed stream is empty. */
  static Content open(
      NtfsVolume volume,
      Inode inode,
      @Nullable ReparsePoint reparse,
      StandardInformation information)
      throws IOException {
    Content own = volume.content(inode, AttributeType.DATA, "");
    if (own == null) {
      return new UnreadableContent(0, () -> new UnsupportedException(volume.name(), "no data"));
    }
    if (reparse == null) {
      return own;
    }
    String what = "the data of MFT record " + inode.base().number();
    if (reparse.tag() == ReparsePoint.WOF) {
      return WofContent.open(volume, inode, reparse, own);
    }
    if (reparse.tag() == ReparsePoint.DEDUP) {
      Attribute attribute = Objects.requireNonNull(inode.find(AttributeType.DATA, ""));
      return DedupContent.open(volume, inode.base().number(), attribute, reparse);
    }
    Supplier<ImageException> reason = reason(volume.name(), what, reparse.tag(), information);
    return reason == null ? own : new UnreadableContent(own.size(), reason);
  }

  /** Whether a file with this tag has its data elsewhere than in its unnamed stream. */
  static boolean isElsewhere(int tag, StandardInformation information) {
    return tag == ReparsePoint.WOF
        || tag == ReparsePoint.DEDUP
        || reason("", "", tag, information) != null;
  }

  /** Why the data stand elsewhere, or null if they do not. */
  private static @Nullable Supplier<ImageException> reason(
      String source, String what, int tag, StandardInformation information) {
    String named = " (reparse tag 0x" + Integer.toHexString(tag) + ")";
    if (tag == ReparsePoint.SIS) {
      return () ->
          new UnsupportedException(
              source, "the single instance store" + named + ", which holds " + what + ",");
    }
    String where = null;
    if (tag == ReparsePoint.WCI || tag == ReparsePoint.WCI_1) {
      where = "in the base layer of a container";
    } else if ((information.attributes() & ELSEWHERE) != 0) {
      where = ReparsePoint.isCloud(tag) ? "in a cloud store" : "on other storage";
    }
    if (where == null) {
      return null;
    }
    String place = where;
    return () ->
        new UnavailableException(
            source,
            UnavailableException.Reason.NOT_ON_DISK,
            what + " are " + place + named + ", not on this disk");
  }
}
