package io.coldmount.diskset.chain;

import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that cannot be had, because what should say where they are is damaged. */
public final class BrokenOrigin extends Origin {

  private final String source;
  private final String problem;

  /**
   * @param source the file at fault
   * @param problem what is wrong, as a clause that follows a colon
   */
  public BrokenOrigin(String source, String problem) {
    this.source = source;
    this.problem = problem;
  }

  @Override
  public boolean packed() {
    return true;
  }

  @Override
  public void read(long position, long stored, ByteBuffer target) throws IOException {
    throw new CorruptException(source, problem);
  }

  @Override
  public Extent extent(long position, long length, long stored) {
    return new Extent(position, length, new Extent.Storage(source, "", 0, true));
  }
}
