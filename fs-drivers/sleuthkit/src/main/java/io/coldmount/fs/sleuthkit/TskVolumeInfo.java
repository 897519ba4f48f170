package io.coldmount.fs.sleuthkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system as libtsk has opened it.
 *
 * @param name of a volume in a container, or empty
 * @param problem why it does not open, or empty; what follows then tells nothing
 * @param type libtsk's name for it: {@code ufs2}, {@code hfsp}
 * @param rootInode of the root folder
 * @param orphans the number of the folder that libtsk makes of files without a name
 * @param plainBlocks whether the blocks lie side by side in the volume, as they are
 */
record TskVolumeInfo(
    String name,
    String problem,
    String type,
    long rootInode,
    long orphans,
    long inodes,
    long blocks,
    int blockSize,
    boolean plainBlocks) {

  static List<TskVolumeInfo> parse(ByteBuffer answer) {
    int count = answer.get() & 0xFF;
    List<TskVolumeInfo> volumes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      volumes.add(one(answer));
    }
    return List.copyOf(volumes);
  }

  private static TskVolumeInfo one(ByteBuffer answer) {
    String name = string(answer);
    String problem = string(answer);
    if (!problem.isEmpty()) {
      return new TskVolumeInfo(name, problem, "", 0, 0, 0, 0, 1, false);
    }
    String type = string(answer);
    long root = answer.getLong();
    long last = answer.getLong();
    long inodes = answer.getLong();
    long blocks = answer.getLong();
    int blockSize = Math.max(1, answer.getInt());
    boolean plain = answer.get() == 1;
    text(answer); // the UUID, which the signature tells too
    return new TskVolumeInfo(name, "", type, root, last, inodes, blocks, blockSize, plain);
  }

  private static String string(ByteBuffer answer) {
    return new String(text(answer), StandardCharsets.UTF_8);
  }

  /** A text behind its length of 16 bits. */
  static byte[] text(ByteBuffer answer) {
    byte[] text = new byte[answer.getShort() & 0xFFFF];
    answer.get(text);
    return text;
  }
}
