package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.FileName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** All that libtsk tells of one inode. */
record Details(long inode, Metadata metadata, FileName link, List<TskAttribute> attributes) {

  static Details parse(ByteBuffer answer, int blockSize) {
    long inode = answer.getLong();
    Metadata metadata = Metadata.parse(answer, blockSize);
    FileName link = FileName.of(TskVolumeInfo.text(answer));
    int count = answer.getShort() & 0xFFFF;
    List<TskAttribute> attributes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      attributes.add(TskAttribute.parse(answer));
    }
    return new Details(inode, metadata, link, List.copyOf(attributes));
  }

  int weight() {
    return 64 + 96 * attributes.size();
  }
}
