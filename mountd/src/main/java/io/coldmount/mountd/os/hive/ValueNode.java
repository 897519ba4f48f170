package io.coldmount.mountd.os.hive;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;

/**
 * A registry value. Layout: regf specification, "Key value".
 *
 * @param inline whether the data is in the field {@code dataOffset} itself
 */
record ValueNode(String name, long size, boolean inline, long dataOffset, int type) {

  private static final int NAME = 20;
  private static final long INLINE = 0x8000_0000L;
  private static final int VALUE_COMP_NAME = 1;

  static ValueNode parse(ByteView b) throws ImageException {
    b.require(b.matches(0, "vk"), "the signature of a registry value", 0, b.u16le(0));
    int nameLength = b.u16le(2);
    long dataSize = b.u32le(4);
    long dataOffset = b.u32le(8);
    long dataType = b.u32le(12);
    int flags = b.u16le(16);
    boolean inline = (dataSize & INLINE) != 0;
    long size = dataSize & ~INLINE;
    b.require(!inline || size <= 4, "the size of a value in its own field", 4, dataSize);
    return new ValueNode(
        Names.decode(b, NAME, nameLength, (flags & VALUE_COMP_NAME) != 0),
        size,
        inline,
        dataOffset,
        (int) dataType);
  }
}
