package io.coldmount.fs.ntfs;

import io.coldmount.fs.Node;

/** A node that the cache of nodes holds. */
interface CachedNode extends Node {

  /** About the bytes that it takes in memory. */
  int weight();
}
