package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The birth ids that belong to the object ids of files, in the index {@code $O} of {@code
 * $Extend\$ObjId}. Layout: Linux-NTFS, "$ObjId".
 */
final class ObjectIds {

  private static final int GUID = 16;
  private static final int REFERENCE = 8;
  private static final int BIRTH_IDS = 3 * GUID;

  private ObjectIds() {}

  /** An object id with its birth ids, where the volume has them, in the form of ntfs-3g. */
  static byte[] full(NtfsVolume volume, byte[] objectId, ImageCache.Region<IndexNode> cache)
      throws IOException {
    ViewIndex index = objectId.length == GUID ? index(volume, cache) : null;
    var wanted = new ByteView(volume.name(), 0, objectId);
    ByteView data = index == null ? null : index.find(key -> compare(key, wanted));
    if (data == null || data.length() < REFERENCE + BIRTH_IDS) {
      return objectId;
    }
    byte[] full = java.util.Arrays.copyOf(objectId, GUID + BIRTH_IDS);
    System.arraycopy(data.bytes(REFERENCE, BIRTH_IDS), 0, full, GUID, BIRTH_IDS);
    return full;
  }

  private static @Nullable ViewIndex index(NtfsVolume volume, ImageCache.Region<IndexNode> cache)
      throws IOException {
    Directory extend = volume.directory(volume.inode(Reference.EXTEND));
    long reference = extend.find("$ObjId", true);
    return reference == Directory.ABSENT
        ? null
        : ViewIndex.open(volume, volume.inode(Reference.number(reference)), "$O", cache);
  }

  /** COLLATION_NTOFS_ULONGS: as four numbers, the first the most significant. */
  private static int compare(ByteView key, ByteView wanted) throws CorruptException {
    for (int at = 0; at < GUID; at += 4) {
      int order = Long.compare(key.u32le(at), wanted.u32le(at));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
