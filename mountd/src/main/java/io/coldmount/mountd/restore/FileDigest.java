package io.coldmount.mountd.restore;

import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of a guest's file. */
public final class FileDigest {

  private static final int BUFFER = 1 << 20;

  private FileDigest() {}

  /** In hexadecimal digits. */
  public static String sha256(Node node, long size) throws IOException {
    MessageDigest digest = FileRestorer.sha256();
    ByteBuffer buffer = ByteBuffer.allocateDirect(Math.clamp(size, 1, BUFFER));
    long at = 0;
    while (at < size) {
      int wanted = (int) Math.min(buffer.capacity(), size - at);
      int count = node.read(at, buffer.clear().limit(wanted));
      if (count <= 0) {
        throw new IOException("the file ends before its size of " + size + " bytes");
      }
      digest.update(buffer.flip());
      at += count;
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
