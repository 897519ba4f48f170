package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The security descriptors that the files of a volume share, in $Secure: the index {@code $SII} by
 * number leads to the stream {@code $SDS}. Layout: Linux-NTFS, "$Secure".
 */
final class SecurityDescriptors {

  private static final int HEADER = 20;
  private static final int MAXIMUM = 64 << 10;

  private final String source;
  private final Index index;
  private final Content descriptors;

  private SecurityDescriptors(String source, Index index, Content descriptors) {
    this.source = source;
    this.index = index;
    this.descriptors = descriptors;
  }

  static SecurityDescriptors open(NtfsVolume volume, ImageCache.Region<IndexNode> cache)
      throws IOException {
    Inode inode = volume.inode(Reference.SECURE);
    byte[] root = volume.value(inode, AttributeType.INDEX_ROOT, "$SII", Index.MAXIMUM_ROOT);
    Content stream = volume.content(inode, AttributeType.DATA, "$SDS");
    if (root == null || stream == null) {
      throw new CorruptException(volume.name(), "$Secure lacks its index $SII or its stream $SDS");
    }
    Content allocation = volume.content(inode, AttributeType.INDEX_ALLOCATION, "$SII");
    var index =
        Index.open(
            volume.name(),
            volume.boot().clusterSize(),
            cache,
            Reference.SECURE,
            false,
            root,
            allocation);
    return new SecurityDescriptors(volume.name(), index, stream);
  }

  /** The descriptor of that number, or null if there is none. */
  byte @Nullable [] find(long id) throws IOException {
    IndexNode node = index.root();
    for (int depth = 0; depth < Index.MAXIMUM_DEPTH; depth++) {
      ByteView b = new ByteView(source, 0, node.bytes());
      int entry = 0;
      int end = node.count();
      while (entry < end) {
        int middle = (entry + end) >>> 1;
        if (b.u32le(node.key(middle)) < id) {
          entry = middle + 1;
        } else {
          end = middle;
        }
      }
      if (entry < node.count() && b.u32le(node.key(entry)) == id) {
        return descriptor(b, node.offset(entry), id);
      }
      long child = node.child(entry);
      if (child < 0) {
        return null;
      }
      node = index.child(child);
    }
    throw new CorruptException(source, "the index $SII of $Secure has a loop");
  }

  private byte[] descriptor(ByteView b, int entry, long id) throws IOException {
    int dataOffset = b.u16le(entry);
    ByteView data = b.from(entry + dataOffset);
    long offset = data.u64le(8);
    long size = data.u32le(16);
    if (size < HEADER || size > MAXIMUM || offset < 0 || offset > descriptors.size() - size) {
      throw new CorruptException(
          source,
          "the security descriptor " + id + " is said to have " + size + " bytes at " + offset);
    }
    ByteView stored = new ByteView(source, offset, descriptors.part(offset, (int) size));
    stored.require(stored.u32le(4) == id, "the number of a security descriptor", 4, id);
    return stored.bytes(HEADER, (int) size - HEADER);
  }
}
