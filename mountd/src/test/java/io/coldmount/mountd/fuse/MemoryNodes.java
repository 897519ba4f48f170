package io.coldmount.mountd.fuse;

import io.coldmount.block.CorruptException;
import io.coldmount.mountd.tree.MemoryNode;

/** Faults for nodes in memory. */
final class MemoryNodes {

  private MemoryNodes() {}

  static MemoryNode.Fault corrupt(String where) {
    return () -> {
      throw new CorruptException("memory / " + where, "its checksum is wrong");
    };
  }
}
