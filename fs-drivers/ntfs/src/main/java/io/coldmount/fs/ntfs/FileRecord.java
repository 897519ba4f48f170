package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of the master file table, its fix-ups applied. Layout: {@code
 * FILE_RECORD_SEGMENT_HEADER} of Microsoft's NTFS documentation; Linux-NTFS, "File record".
 *
 * @param baseReference 0 for a base record, else the reference of the record that this one extends
 * @param attributes those that could be read
 * @param damage why the attributes behind them could not, or null
 */
record FileRecord(
    long number,
    int sequence,
    int linkCount,
    boolean inUse,
    boolean isDirectory,
    long baseReference,
    List<AttributeRecord> attributes,
    @Nullable CorruptException damage) {

  static final String MAGIC = "FILE";

  private static final int IN_USE = 1;
  private static final int IS_DIRECTORY = 2;

  static FileRecord parse(ByteView b, long number) throws ImageException {
    long header = b.u64le(0x10);
    int sequenceNumber = (int) header & 0xFFFF;
    int linkCount = (int) header >>> 16;
    int firstAttributeOffset = (int) (header >>> 32) & 0xFFFF;
    int flags = (int) (header >>> 48);
    long firstFreeByte = b.u32le(0x18);
    long baseFileRecordSegment = b.u64le(0x20);
    if (firstFreeByte > b.length()) {
      throw b.corrupt("the used length of MFT record " + number, 0x18, firstFreeByte);
    }
    if (firstAttributeOffset < 0x2A || firstAttributeOffset > firstFreeByte) {
      throw b.corrupt(
          "the offset of the first attribute of MFT record " + number, 0x14, firstAttributeOffset);
    }
    List<AttributeRecord> attributes = new ArrayList<>(8);
    CorruptException damage = null;
    try {
      parseAttributes(b.slice(0, (int) firstFreeByte), firstAttributeOffset, number, attributes);
    } catch (CorruptException e) {
      damage = e;
    }
    return new FileRecord(
        number,
        sequenceNumber,
        linkCount,
        (flags & IN_USE) != 0,
        (flags & IS_DIRECTORY) != 0,
        baseFileRecordSegment,
        attributes,
        damage);
  }

  /** Ends because each attribute is at least 16 bytes long and lies inside the record. */
  private static void parseAttributes(
      ByteView b, int first, long number, List<AttributeRecord> attributes) throws ImageException {
    int offset = first;
    while (b.length() - offset >= 4 && b.i32le(offset) != AttributeType.END) {
      long recordLength = b.u32le(offset + 4);
      if (recordLength < 24 || recordLength > b.length() - offset || (recordLength & 7) != 0) {
        throw b.corrupt(
            "the length of an attribute of MFT record " + number, offset + 4, recordLength);
      }
      attributes.add(AttributeRecord.parse(b.slice(offset, (int) recordLength)));
      offset += (int) recordLength;
    }
  }

  boolean isBase() {
    return baseReference == 0;
  }

  /**
   * The attribute of this record with that type and name, or null.
   *
   * @throws CorruptException if there is none, and the record is damaged where it could be
   */
  @Nullable AttributeRecord find(int type, String name) throws CorruptException {
    for (AttributeRecord attribute : attributes) {
      if (attribute.is(type, name)) {
        return attribute;
      }
    }
    if (isDamagedBefore(type)) {
      throw damageFound();
    }
    return null;
  }

  /** Whether attributes of {@code type} may be among those that could not be read. */
  boolean isDamagedBefore(int type) {
    // Attributes stand in the order of their types.
    return damage != null
        && (attributes.isEmpty()
            || Integer.compareUnsigned(attributes.getLast().type(), type) <= 0);
  }

  CorruptException damageFound() {
    if (damage == null) {
      throw new IllegalStateException("MFT record " + number + " is not damaged");
    }
    return damage;
  }
}
