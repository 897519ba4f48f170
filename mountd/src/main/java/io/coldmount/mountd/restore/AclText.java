package io.coldmount.mountd.restore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * An access control list as the text that archives hold ({@code SCHILY.acl.access}). The binary
 * form is that of the kernel's {@code system.posix_acl_access}: linux/posix_acl_xattr.h.
 */
final class AclText {

  private static final int VERSION = 2;
  private static final int ENTRY_BYTES = 8;

  private AclText() {}

  /** The text, or null if the value is no list of version 2. */
  static @Nullable String of(byte[] value) {
    ByteBuffer b = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    if (value.length < 4 || b.getInt(0) != VERSION || (value.length - 4) % ENTRY_BYTES != 0) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (int at = 4; at < value.length; at += ENTRY_BYTES) {
      int eTag = b.getShort(at) & 0xFFFF;
      int ePerm = b.getShort(at + 2) & 0xFFFF;
      long eId = b.getInt(at + 4) & 0xFFFF_FFFFL;
      String who =
          switch (eTag) {
            case 0x01 -> "user::";
            case 0x02 -> "user:" + eId + ":";
            case 0x04 -> "group::";
            case 0x08 -> "group:" + eId + ":";
            case 0x10 -> "mask::";
            case 0x20 -> "other::";
            default -> null;
          };
      if (who == null) {
        return null;
      }
      text.append(text.isEmpty() ? "" : ",").append(who);
      text.append((ePerm & 4) != 0 ? 'r' : '-');
      text.append((ePerm & 2) != 0 ? 'w' : '-');
      text.append((ePerm & 1) != 0 ? 'x' : '-');
    }
    return text.toString();
  }
}
