package io.coldmount.mountd.os;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;

/** Where a link of NTFS leads. Layout: [MS-FSCC] 2.1.2.4 and 2.1.2.5. */
final class ReparseTarget {

  private static final long MOUNT_POINT = 0xA0000003L;
  private static final long SYMLINK = 0xA000000CL;
  private static final int RELATIVE = 1;
  private static final int HEADER = 8;

  private ReparseTarget() {}

  /** The target of a junction or an absolute link as stored, or empty for what is neither. */
  static String absolute(byte[] reparse) throws ImageException {
    ByteView b = new ByteView("a reparse point", 0, reparse);
    long reparseTag = b.u32le(0);
    if (reparseTag == MOUNT_POINT) {
      return name(b, HEADER + 8);
    }
    boolean absolute = reparseTag == SYMLINK && (b.u32le(HEADER + 8) & RELATIVE) == 0;
    return absolute ? name(b, HEADER + 12) : "";
  }

  private static String name(ByteView b, int pathBuffer) throws ImageException {
    int substituteNameOffset = b.u16le(HEADER);
    int substituteNameLength = b.u16le(HEADER + 2);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + 1 < substituteNameLength; i += 2) {
      int unit = b.u16le(pathBuffer + substituteNameOffset + i);
      b.require(unit != 0, "a NUL in the target of a link", HEADER, 0);
      text.append((char) unit);
    }
    return text.toString();
  }
}
