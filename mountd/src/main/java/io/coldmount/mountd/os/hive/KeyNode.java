package io.coldmount.mountd.os.hive;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;

/**
 * A registry key. Layout: regf specification, "Key node".
 *
 * @param lastWritten FILETIME
 */
record KeyNode(
    String name, long lastWritten, long subkeys, long subkeyList, long values, long valueList) {

  private static final int NAME = 76;
  private static final int KEY_COMP_NAME = 0x20;
  private static final int KEY_PREDEF_HANDLE = 0x40;

  /** More than any key of a working registry has. */
  private static final int MAX_SUBKEYS = 1 << 20;

  private static final int MAX_VALUES = 1 << 17;

  static KeyNode parse(ByteView b) throws ImageException {
    b.require(b.matches(0, "nk"), "the signature of a registry key", 0, b.u16le(0));
    int flags = b.u16le(2);
    long lastWrittenTimestamp = b.u64le(4);
    long numberOfSubkeys = b.u32le(20);
    long subkeysListOffset = b.u32le(28);
    long numberOfKeyValues = b.u32le(36);
    long keyValuesListOffset = b.u32le(40);
    int keyNameLength = b.u16le(72);
    b.require(numberOfSubkeys <= MAX_SUBKEYS, "the number of subkeys", 20, numberOfSubkeys);
    if ((flags & KEY_PREDEF_HANDLE) != 0) {
      numberOfKeyValues = 0; // the field holds a handle
    }
    b.require(numberOfKeyValues <= MAX_VALUES, "the number of values", 36, numberOfKeyValues);
    return new KeyNode(
        Names.decode(b, NAME, keyNameLength, (flags & KEY_COMP_NAME) != 0),
        lastWrittenTimestamp,
        numberOfSubkeys,
        subkeysListOffset,
        numberOfKeyValues,
        keyValuesListOffset);
  }
}
