package io.coldmount.diskset.chain;

import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.diskset.HostFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that lie in a host file as the guest sees them. */
public final class FileOrigin extends Origin {

  private final String link;
  private final HostFile file;
  private final boolean sparseOnHost;

  /**
   * @param link the name of the link, for provenance
   * @param sparseOnHost whether a hole of the host file is worth telling: true for flat extents,
   *     which the host stores sparsely, false for grains
   */
  public FileOrigin(String link, HostFile file, boolean sparseOnHost) {
    this.link = link;
    this.file = file;
    this.sparseOnHost = sparseOnHost;
  }

  @Override
  public void read(long position, long stored, ByteBuffer target) throws IOException {
    if (file.size() - stored < target.remaining()) {
      throw truncated(position, stored, target.remaining());
    }
    HostSource.readFully(file, stored, target);
  }

  private CorruptException truncated(long position, long stored, long length) {
    return new CorruptException(
        link,
        "the bytes at disk offset "
            + position
            + " should lie at offset "
            + stored
            + " of "
            + file.path()
            + " ("
            + length
            + " bytes), which has only "
            + file.size()
            + " bytes: the file is truncated");
  }

  @Override
  public Extent extent(long position, long length, long stored) throws IOException {
    long bounded = length;
    if (sparseOnHost && stored < file.size()) {
      long run = file.run(stored);
      bounded = Math.clamp(Math.abs(run), 1, length);
      if (run < 0) {
        return Extent.hole(position, bounded);
      }
    }
    return new Extent(
        position, bounded, new Extent.Storage(link, file.path().toString(), stored, false));
  }
}
