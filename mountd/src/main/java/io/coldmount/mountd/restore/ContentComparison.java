package io.coldmount.mountd.restore;

import io.coldmount.block.Extent;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Compares a file as two links of one chain show it: first where its bytes come from, and only
 * where that differs the bytes. Bytes at one place of one host file are the same, whoever asks. For
 * one thread.
 */
public final class ContentComparison {

  private static final int BUFFER = 256 * 1024;

  private final ByteBuffer one = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer other = ByteBuffer.allocateDirect(BUFFER);

  /** Whether both files, which may be streams, have the same bytes. */
  public boolean same(Node left, long leftSize, Node right, long rightSize) throws IOException {
    if (leftSize != rightSize) {
      return false;
    }
    long at = 0;
    while (at < leftSize) {
      Extent a = left.extent(at, leftSize - at);
      Extent b = right.extent(at, leftSize - at);
      long end = Math.min(a.end(), b.end());
      if (!isSameRun(a, b) && !sameBytes(left, right, at, end)) {
        return false;
      }
      at = end;
    }
    return true;
  }

  private static boolean isSameRun(Extent a, Extent b) {
    Extent.Storage left = a.stored();
    Extent.Storage right = b.stored();
    if (left == null || right == null) {
      return left == null && right == null;
    }
    // Of packed bytes, and of bytes made in memory, the place does not tell which they are.
    return !left.packed()
        && !left.file().isEmpty()
        && left.offset() == right.offset()
        && !right.packed()
        && left.file().equals(right.file());
  }

  private boolean sameBytes(Node left, Node right, long from, long to) throws IOException {
    for (long at = from; at < to; at += BUFFER) {
      int length = (int) Math.min(BUFFER, to - at);
      fill(left, at, one.clear().limit(length));
      fill(right, at, other.clear().limit(length));
      if (!one.flip().equals(other.flip())) {
        return false;
      }
    }
    return true;
  }

  private static void fill(Node node, long position, ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (node.read(position + target.position(), target) <= 0) {
        throw new IOException("the file ends before its size");
      }
    }
  }
}
