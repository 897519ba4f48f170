package io.coldmount.fs.ntfs;

import io.coldmount.block.ImageCache;
import org.jspecify.annotations.Nullable;

/** The decompressed pieces of one content, in the cache that all contents share. */
final class ChunkCache {

  private final ImageCache.Region<byte[]> region;
  private final long content;

  /**
   * @param content a number that no other content of the volume has
   */
  ChunkCache(ImageCache.Region<byte[]> region, long content) {
    this.region = region;
    this.content = content;
  }

  byte @Nullable [] peek(long chunk) {
    return region.peek(key(chunk));
  }

  void put(long chunk, byte[] bytes) {
    region.put(key(chunk), bytes);
  }

  /** Contents are numbered from 0 and chunks stay below 2^32, so no two keys are the same. */
  private long key(long chunk) {
    return (content << 32) | (chunk & 0xFFFF_FFFFL);
  }
}
