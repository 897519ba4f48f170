package io.coldmount.mountd.restore;

import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A piece of an archive that is being made: a buffer that grows when it has to. */
final class ArchiveChunk {

  private ByteBuffer buffer;

  ArchiveChunk(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  /** The buffer with room for {@code count} more bytes. */
  ByteBuffer room(int count) {
    if (buffer.remaining() < count) {
      int needed = Math.addExact(buffer.position(), count);
      ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, buffer.capacity() * 2));
      buffer = larger.put(buffer.flip());
    }
    return buffer;
  }

  int position() {
    return buffer.position();
  }

  /** Takes back what was put since {@code position}. */
  void back(int position) {
    buffer.position(position);
  }

  void put(byte[] bytes) {
    room(bytes.length).put(bytes);
  }

  void zeros(int count) {
    ByteBuffer to = room(count);
    for (int i = 0; i < count; i++) {
      to.put((byte) 0);
    }
  }

  void header(TarHeader header) {
    header.putTo(room(TarHeader.BLOCK));
  }

  /**
   * Puts {@code length} bytes of a file.
   *
   * @throws ContentCopy.SourceException if they cannot be read; those before are put
   */
  void content(Node node, long position, int length) throws ContentCopy.SourceException {
    ByteBuffer to = room(length);
    int end = to.position() + length;
    int limit = to.limit();
    int start = to.position();
    to.limit(end);
    try {
      while (to.hasRemaining()) {
        if (node.read(position + to.position() - start, to) <= 0) {
          throw new IOException("the file ends before its size");
        }
      }
    } catch (IOException e) {
      throw new ContentCopy.SourceException(position + to.position() - start, e);
    } finally {
      to.limit(limit);
    }
  }

  /** What was put, to be written. */
  ByteBuffer flip() {
    return buffer.flip();
  }
}
