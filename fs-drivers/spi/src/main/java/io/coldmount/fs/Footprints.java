package io.coldmount.fs;

import io.coldmount.block.BlockSource;
import java.io.IOException;

/**
 * Which bytes of a volume the nodes of a file system are made of. So two states of one volume, as
 * two links of a snapshot chain show them, can be compared without decoding both: a node all of
 * whose bytes are the same in both is the same node.
 */
public interface Footprints {

  /** The volume's bytes as the driver reads them, a replayed journal laid over them. */
  BlockSource volume();

  /**
   * Whether equal footprints mean equal nodes: both states have the same geometry and were opened
   * with the same options.
   *
   * @param other those of a file system that the same driver opened, or of any other
   */
  boolean isComparable(Footprints other) throws IOException;

  /**
   * Tells every range that the node {@code id} is made of: its record, its maps, its attributes,
   * its streams, the data of a file, the entries of a directory.
   *
   * @return false if {@code sink} ended it, or if the driver cannot tell this node's footprint
   * @throws IOException if the node, or its map, is damaged
   */
  boolean of(long id, Sink sink) throws IOException;

  /** Takes ranges. */
  interface Sink {
    /**
     * Takes a range of the volume, of at least one byte.
     *
     * @return whether to go on
     */
    boolean range(long position, long length) throws IOException;
  }
}
