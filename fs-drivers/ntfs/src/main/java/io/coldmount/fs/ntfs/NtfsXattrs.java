package io.coldmount.fs.ntfs;

import io.coldmount.fs.FileName;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The extended attributes of one file. */
final class NtfsXattrs {

  NtfsXattrs(NtfsVolume volume, NtfsNode node) {}

  static boolean mayExist(FileName name) {
    return false;
  }

  List<FileName> names() throws IOException {
    return List.of();
  }

  byte @Nullable [] value(FileName name) throws IOException {
    return null;
  }
}
