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
  private final ViewIndex index;
  private final Content descriptors;

  private SecurityDescriptors(String source, ViewIndex index, Content descriptors) {
    this.source = source;
    this.index = index;
    this.descriptors = descriptors;
  }

  static SecurityDescriptors open(NtfsVolume volume, ImageCache.Region<IndexNode> cache)
      throws IOException {
    Inode inode = volume.inode(Reference.SECURE);
    ViewIndex index = ViewIndex.open(volume, inode, "$SII", cache);
    Content stream = volume.content(inode, AttributeType.DATA, "$SDS");
    if (index == null || stream == null) {
      throw new CorruptException(volume.name(), "$Secure lacks its index $SII or its stream $SDS");
    }
    return new SecurityDescriptors(volume.name(), index, stream);
  }

  /**
   * Where $SDS has a descriptor.
   *
   * @param size with the header
   */
  record Place(long offset, int size) {}

  /** The place of the descriptor of that number, or null if there is none. */
  @Nullable Place place(long id) throws IOException {
    ByteView data = index.find(key -> Long.compare(key.u32le(0), id));
    if (data == null) {
      return null;
    }
    long offset = data.u64le(8);
    long size = data.u32le(16);
    if (size < HEADER || size > MAXIMUM || offset < 0 || offset > descriptors.size() - size) {
      throw new CorruptException(
          source,
          "the security descriptor " + id + " is said to have " + size + " bytes at " + offset);
    }
    return new Place(offset, (int) size);
  }

  /** The descriptor of that number, or null if there is none. */
  byte @Nullable [] find(long id) throws IOException {
    Place place = place(id);
    if (place == null) {
      return null;
    }
    byte[] bytes = descriptors.part(place.offset, place.size);
    ByteView stored = new ByteView(source, place.offset, bytes);
    stored.require(stored.u32le(4) == id, "the number of a security descriptor", 4, id);
    return stored.bytes(HEADER, place.size - HEADER);
  }
}
