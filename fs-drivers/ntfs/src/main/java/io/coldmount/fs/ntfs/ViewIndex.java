package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An index of something else than names: keys with data beside them. Layout: {@code INDEX_ENTRY} of
 * a view index; Linux-NTFS, "Index entry".
 */
final class ViewIndex {

  private final String source;
  private final String name;
  private final Index index;

  private ViewIndex(String source, String name, Index index) {
    this.source = source;
    this.name = name;
    this.index = index;
  }

  /** A key that is looked for. */
  @FunctionalInterface
  interface Key {
    /** Less than 0 if the stored {@code key} comes before the one looked for, 0 if it is that. */
    int compareStored(ByteView key) throws CorruptException;
  }

  /** The index called {@code name} of an inode, or null if it has none. */
  static @Nullable ViewIndex open(
      NtfsVolume volume, Inode inode, String name, ImageCache.Region<IndexNode> cache)
      throws IOException {
    byte[] root = volume.value(inode, AttributeType.INDEX_ROOT, name, Index.MAXIMUM_ROOT);
    if (root == null) {
      return null;
    }
    Content allocation = volume.content(inode, AttributeType.INDEX_ALLOCATION, name);
    var index =
        Index.open(
            volume.name(),
            volume.boot().clusterSize(),
            cache,
            inode.base().number(),
            false,
            root,
            allocation);
    return new ViewIndex(volume.name(), name, index);
  }

  /** The data of a key, or null if there is no such key. */
  @Nullable ByteView find(Key wanted) throws IOException {
    IndexNode node = index.root();
    for (int depth = 0; depth < Index.MAXIMUM_DEPTH; depth++) {
      int entry = 0;
      int end = node.count();
      while (entry < end) {
        int middle = (entry + end) >>> 1;
        if (wanted.compareStored(key(node, middle)) < 0) {
          entry = middle + 1;
        } else {
          end = middle;
        }
      }
      if (entry < node.count() && wanted.compareStored(key(node, entry)) == 0) {
        return data(node, entry);
      }
      long child = node.child(entry);
      if (child < 0) {
        return null;
      }
      node = index.child(child);
    }
    throw new CorruptException(source, "the index " + name + " has a loop");
  }

  private ByteView key(IndexNode node, int entry) throws CorruptException {
    return new ByteView(source, 0, node.bytes()).slice(node.key(entry), node.keyLength(entry));
  }

  private ByteView data(IndexNode node, int entry) throws CorruptException {
    ByteView b =
        new ByteView(source, 0, node.bytes()).slice(node.offset(entry), node.length(entry));
    int dataOffset = b.u16le(0);
    int dataLength = b.u16le(2);
    return b.slice(dataOffset, dataLength);
  }
}
