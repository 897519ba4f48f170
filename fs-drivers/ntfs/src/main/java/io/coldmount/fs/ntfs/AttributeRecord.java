package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import org.jspecify.annotations.Nullable;

/**
 * One attribute in one MFT record: a resident value, or a piece of the runs of a non-resident one.
 * Layout: {@code ATTRIBUTE_RECORD_HEADER} of Microsoft's NTFS documentation; Linux-NTFS, "Attribute
 * header".
 *
 * <p>Each file's stat parses several of these, so the texts of errors are made only for errors.
 *
 * @param value of a resident attribute, else null
 * @param mapping the mapping pairs of a non-resident attribute, else null
 * @param lowestVcn the first cluster that {@code mapping} describes
 * @param compressionUnit the logarithm of the clusters of a unit, or 0
 * @param allocated the sizes are those of the whole attribute, and stand in its first piece alone
 * @param stored the bytes that a sparse or compressed attribute occupies, or {@code allocated}
 */
record AttributeRecord(
    int type,
    String name,
    int flags,
    int id,
    @Nullable ByteView value,
    @Nullable ByteView mapping,
    long lowestVcn,
    long highestVcn,
    int compressionUnit,
    long allocated,
    long size,
    long initialised,
    long stored) {

  static final int COMPRESSION_MASK = 0x00FF;
  static final int ENCRYPTED = 0x4000;
  static final int SPARSE = 0x8000;

  /** Windows makes units of 16 clusters; 64 KiB of 4 KiB clusters is the most it accepts. */
  private static final int MAXIMUM_COMPRESSION_UNIT = 12;

  private static final int RESIDENT_HEADER = 24;
  private static final int NON_RESIDENT_HEADER = 64;

  /** Parses the attribute whose record is exactly {@code b}. */
  static AttributeRecord parse(ByteView b) throws ImageException {
    int type = b.i32le(0);
    long header = b.u64le(8); // five fields by one read: this runs four times for each file
    int formCode = (int) header & 0xFF;
    int nameLength = (int) header >>> 8 & 0xFF;
    int nameOffset = (int) header >>> 16;
    int flags = (int) (header >>> 32) & 0xFFFF;
    int instance = (int) (header >>> 48);
    if (formCode > 1) {
      throw b.corrupt("the form of " + AttributeType.name(type), 8, formCode);
    }
    String name = nameLength == 0 ? "" : Utf16.decode(b.bytes(nameOffset, 2 * nameLength));
    return formCode == 0
        ? resident(b, type, name, flags, instance)
        : nonResident(b, type, name, flags, instance);
  }

  private static AttributeRecord resident(
      ByteView b, int type, String name, int flags, int instance) throws ImageException {
    long valueLength = b.u32le(16);
    int valueOffset = b.u16le(20);
    if (valueOffset < RESIDENT_HEADER || valueLength > b.length() - valueOffset) {
      throw b.corrupt(
          "the length of the resident value of " + AttributeType.name(type), 16, valueLength);
    }
    ByteView value = b.slice(valueOffset, (int) valueLength);
    return new AttributeRecord(
        type, name, flags, instance, value, null, 0, 0, 0, 0, valueLength, valueLength, 0);
  }

  private static AttributeRecord nonResident(
      ByteView b, int type, String name, int flags, int instance) throws ImageException {
    long lowestVcn = b.u64le(16);
    long highestVcn = b.u64le(24);
    int mappingPairsOffset = b.u16le(32);
    int compressionUnit = b.u8(34);
    if (lowestVcn < 0 || highestVcn < lowestVcn - 1 || highestVcn >= Runs.MAXIMUM_CLUSTERS) {
      throw b.corrupt("the last cluster of a piece of " + AttributeType.name(type), 24, highestVcn);
    }
    if (mappingPairsOffset < NON_RESIDENT_HEADER || mappingPairsOffset > b.length()) {
      throw b.corrupt(
          "the offset of the runs of " + AttributeType.name(type), 32, mappingPairsOffset);
    }
    if (compressionUnit > MAXIMUM_COMPRESSION_UNIT) {
      throw b.corrupt("the compression unit of " + AttributeType.name(type), 34, compressionUnit);
    }
    ByteView mapping = b.from(mappingPairsOffset);
    if (lowestVcn > 0) {
      return new AttributeRecord(
          type,
          name,
          flags,
          instance,
          null,
          mapping,
          lowestVcn,
          highestVcn,
          compressionUnit,
          0,
          0,
          0,
          0);
    }
    long allocatedLength = b.u64le(40);
    long fileSize = b.u64le(48);
    long validDataLength = b.u64le(56);
    boolean hasTotal = (flags & (COMPRESSION_MASK | SPARSE)) != 0 && mappingPairsOffset >= 72;
    long totalAllocated = hasTotal ? b.u64le(64) : allocatedLength;
    if (fileSize < 0) {
      throw b.corrupt("the size of " + AttributeType.name(type), 48, fileSize);
    }
    if (validDataLength < 0 || validDataLength > fileSize) {
      throw b.corrupt("the initialised size of " + AttributeType.name(type), 56, validDataLength);
    }
    if (allocatedLength < 0 || totalAllocated < 0) {
      throw b.corrupt("the allocated size of " + AttributeType.name(type), 40, allocatedLength);
    }
    return new AttributeRecord(
        type,
        name,
        flags,
        instance,
        null,
        mapping,
        0,
        highestVcn,
        compressionUnit,
        allocatedLength,
        fileSize,
        validDataLength,
        totalAllocated);
  }

  boolean isResident() {
    return value != null;
  }

  boolean isCompressed() {
    return (flags & COMPRESSION_MASK) != 0 && value == null;
  }

  boolean isEncrypted() {
    return (flags & ENCRYPTED) != 0;
  }

  boolean is(int otherType, String otherName) {
    return type == otherType && name.equals(otherName);
  }
}
