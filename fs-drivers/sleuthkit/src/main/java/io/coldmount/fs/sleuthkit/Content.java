package io.coldmount.fs.sleuthkit;

import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of one attribute of an inode. Where libtsk says in which blocks they are, they are read
 * from the volume without it.
 */
final class Content {

  private static final byte[] ZEROS = new byte[16 * 1024];

  private final OpenVolume volume;
  private final long inode;
  private final int type;
  private final int id;
  private final Runs runs;

  Content(OpenVolume volume, long inode, int type, int id, Runs runs) {
    this.volume = volume;
    this.inode = inode;
    this.type = type;
    this.id = id;
    this.runs = runs;
  }

  /** A part of the content that has one origin. */
  private record Part(long place, long length) {}

  int weight() {
    return runs.weight();
  }

  int read(long position, ByteBuffer target, long size) throws IOException {
    if (position >= size) {
      return 0;
    }
    int count = (int) Math.min(target.remaining(), size - position);
    for (int done = 0; done < count; ) { // ends: a part has at least one byte
      done +=
          runs.listed()
              ? readPart(position + done, target, count - done)
              : readThroughLibrary(position + done, target, count - done);
    }
    return count;
  }

  private int readPart(long position, ByteBuffer target, int length) throws IOException {
    Part part = part(position, length);
    int count = (int) part.length;
    if (part.place == Runs.NOTHING) {
      for (int left = count; left > 0; left -= ZEROS.length) {
        target.put(ZEROS, 0, Math.min(left, ZEROS.length));
      }
      return count;
    }
    int limit = target.limit();
    target.limit(target.position() + count);
    volume.source().read(part.place, target);
    target.limit(limit);
    return count;
  }

  private int readThroughLibrary(long position, ByteBuffer target, int length) throws IOException {
    ByteBuffer bytes = volume.read(inode, type, id, position, length);
    if (!bytes.hasRemaining()) {
      throw new CorruptException(
          volume.source().name(),
          "inode " + inode + ": libtsk gives no bytes at " + position + ", before the file's end");
    }
    int count = Math.min(length, bytes.remaining());
    target.put(bytes.limit(bytes.position() + count));
    return count;
  }

  private Part part(long position, long length) throws CorruptException {
    if (position >= runs.initialized()) {
      return new Part(Runs.NOTHING, length);
    }
    long inside = Math.min(length, runs.initialized() - position);
    int index = runs.starts().floor(position);
    if (index < 0 || position >= runs.ends().at(index) || runs.places().at(index) == Runs.LOST) {
      throw new CorruptException(
          volume.source().name(),
          "inode " + inode + ": libtsk finds no block for the bytes at " + position);
    }
    long count = Math.min(inside, runs.ends().at(index) - position);
    long place = runs.places().at(index);
    return new Part(
        place == Runs.NOTHING ? place : place + position - runs.starts().at(index), count);
  }

  Extent extent(long position, long length) throws IOException {
    if (!runs.listed()) {
      Extent.Storage packed = new Extent.Storage(volume.source().name(), "", 0, true);
      return new Extent(position, length, packed);
    }
    Part part = part(position, length);
    return part.place == Runs.NOTHING
        ? Extent.hole(position, part.length)
        : volume.source().extent(part.place, part.length).at(position);
  }
}
