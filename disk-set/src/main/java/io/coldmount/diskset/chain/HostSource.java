package io.coldmount.diskset.chain;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import io.coldmount.diskset.HostFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The bytes of a host file. */
public final class HostSource extends BlockSource {

  private final HostFile file;

  /** The whole of {@code file}, named by its file name. */
  public HostSource(HostFile file) {
    super(nameOf(file.path()), file.size());
    this.file = file;
  }

  /** The last part of {@code path}, as errors and provenance name a file. */
  public static String nameOf(Path path) {
    Path name = path.getFileName();
    return name == null ? path.toString() : name.toString();
  }

  @Override
  protected void readInside(long position, ByteBuffer target) throws IOException {
    readFully(file, position, target);
  }

  /** Fills {@code target} from {@code file}. */
  static void readFully(HostFile file, long position, ByteBuffer target) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = file.read(at, target);
      if (count <= 0) {
        throw new EOFException(
            file.path() + " has become shorter while it was open: it ends before offset " + at);
      }
      at += count;
    }
  }

  @Override
  protected Extent extentInside(long position, long length) throws IOException {
    long run = file.run(position);
    long bounded = Math.clamp(Math.abs(run), 1, length);
    if (run < 0) {
      return Extent.hole(position, bounded);
    }
    String path = file.path().toString();
    return new Extent(position, bounded, new Extent.Storage(name(), path, position, false));
  }
}
