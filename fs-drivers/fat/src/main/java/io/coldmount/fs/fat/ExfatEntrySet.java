package io.coldmount.fs.fat;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * The directory entries of one file: a File entry, a Stream Extension, and File Name entries.
 * Specification: exFAT, sections 6.3 and 7.4 to 7.7. Further benign secondary entries are passed
 * over, as the specification wants it.
 */
record ExfatEntrySet(
    int attributes,
    boolean contiguous,
    long cluster,
    long size,
    long written,
    String name,
    int nameHash,
    ExfatTime created,
    ExfatTime modified,
    ExfatTime accessed) {

  static final int END = 0;
  static final int IN_USE = 0x80;
  static final int FILE = 0x85;
  static final int DIRECTORY = 0x10;

  private static final int STREAM = 0xC0;
  private static final int FILE_NAME = 0xC1;
  private static final int SECONDARY = 0xC0;
  private static final int UNITS = 15;
  private static final int MOST_UNITS = 256;
  private static final int NO_FAT_CHAIN = 2;

  /**
   * Reads the set {@code b}, which has as many entries as its first one says.
   *
   * @param verify whether a wrong checksum is an error
   */
  static ExfatEntrySet parse(ByteView b, boolean verify) throws CorruptException {
    int setChecksum = b.u16le(2);
    b.require(!verify || checksum(b) == setChecksum, "SetChecksum", 2, setChecksum);
    int count = b.length() / DirectoryEntries.SIZE;
    b.require(count >= 3, "SecondaryCount", 1, count - 1L);
    for (int i = 1; i < count; i++) {
      int type = b.u8(i * DirectoryEntries.SIZE);
      b.require(
          (type & SECONDARY) == SECONDARY,
          "the type of a secondary entry",
          i * DirectoryEntries.SIZE,
          type);
    }
    int fileAttributes = b.u16le(4);
    ByteView stream = b.slice(DirectoryEntries.SIZE, DirectoryEntries.SIZE);
    int streamType = stream.u8(0);
    stream.require(streamType == STREAM, "the Stream Extension's EntryType", 0, streamType);
    int generalSecondaryFlags = stream.u8(1);
    int nameLength = stream.u8(3);
    int nameHash = stream.u16le(4);
    long validDataLength = stream.u64le(8);
    long firstCluster = stream.u32le(20);
    long dataLength = stream.u64le(24);
    stream.require(dataLength >= 0, "DataLength", 24, dataLength);
    stream.require(
        validDataLength >= 0 && validDataLength <= dataLength,
        "ValidDataLength",
        8,
        validDataLength);
    return new ExfatEntrySet(
        fileAttributes,
        (generalSecondaryFlags & NO_FAT_CHAIN) != 0,
        firstCluster,
        dataLength,
        validDataLength,
        name(b, count, nameLength),
        nameHash,
        new ExfatTime(b.u32le(8), b.u8(20), b.u8(22)),
        new ExfatTime(b.u32le(12), b.u8(21), b.u8(23)),
        new ExfatTime(b.u32le(16), 0, b.u8(24)));
  }

  /**
   * The name. Linux makes names of 256 units, for which the length is 0 in its byte; so it then
   * ends with its entries, or at a NUL, as Linux reads it.
   */
  private static String name(ByteView b, int count, int nameLength) throws CorruptException {
    int room = (count - 2) * UNITS;
    int length = nameLength == 0 ? Math.min(room, MOST_UNITS) : nameLength;
    b.require(length <= room, "NameLength", DirectoryEntries.SIZE + 3, nameLength);
    char[] units = new char[length];
    for (int i = 0; i < length; i++) {
      int entry = (2 + i / UNITS) * DirectoryEntries.SIZE;
      int type = b.u8(entry);
      b.require(type == FILE_NAME, "the File Name's EntryType", entry, type);
      units[i] = (char) b.u16le(entry + 2 + 2 * (i % UNITS));
      if (units[i] == 0 && nameLength == 0) {
        b.require(i > 0, "NameLength", DirectoryEntries.SIZE + 3, nameLength);
        return new String(units, 0, i);
      }
    }
    return new String(units);
  }

  /** Over all bytes but the checksum's own. */
  private static int checksum(ByteView b) throws CorruptException {
    int sum = 0;
    for (int i = 0; i < b.length(); i++) {
      if (i != 2 && i != 3) {
        sum = ((((sum & 1) << 15) | (sum >> 1)) + b.u8(i)) & 0xFFFF;
      }
    }
    return sum;
  }

  boolean isDirectory() {
    return (attributes & DIRECTORY) != 0;
  }
}
