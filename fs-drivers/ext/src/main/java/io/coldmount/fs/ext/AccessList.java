package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A POSIX access control list. On the disk only entries that name a user or group have room for an
 * id; the form of xattr(7) gives it to all. Layout: fs/ext4/acl.h and
 * include/uapi/linux/posix_acl_xattr.h of the kernel.
 */
final class AccessList {

  private static final int DISK_VERSION = 1;
  private static final int XATTR_VERSION = 2;
  private static final int XATTR_ENTRY_SIZE = 8;
  private static final int UNDEFINED_ID = -1;

  private static final int TAG_USER = 0x02;
  private static final int TAG_GROUP = 0x08;

  private AccessList() {}

  /** The list as the kernel gives it, or null for a list without entries, which is no list. */
  static byte @Nullable [] toXattr(ByteView disk) throws ImageException {
    long aVersion = disk.u32le(0x0);
    disk.require(aVersion == DISK_VERSION, "a_version of the list", 0x0, aVersion);
    if (disk.length() == 4) {
      return null;
    }
    // An entry has at least four bytes on the disk and becomes eight.
    var xattr = ByteBuffer.allocate(4 + 2 * (disk.length() - 4)).order(ByteOrder.LITTLE_ENDIAN);
    xattr.putInt(XATTR_VERSION);
    int at = 4;
    while (at < disk.length()) { // ends: at grows by at least four
      int eTag = disk.u16le(at);
      disk.require(isTag(eTag), "e_tag of the list", at, eTag);
      boolean named = eTag == TAG_USER || eTag == TAG_GROUP;
      xattr.putShort((short) eTag).putShort((short) disk.u16le(at + 2));
      xattr.putInt(named ? disk.i32le(at + 4) : UNDEFINED_ID);
      at += named ? XATTR_ENTRY_SIZE : 4;
    }
    byte[] bytes = new byte[xattr.position()];
    xattr.flip().get(bytes);
    return bytes;
  }

  /** Owner, user, group, group by name, mask and others are one bit each. */
  private static boolean isTag(int tag) {
    return Integer.bitCount(tag) == 1 && tag <= 0x20;
  }
}
