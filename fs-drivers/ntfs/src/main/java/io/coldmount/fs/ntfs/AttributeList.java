package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.util.ArrayList;
import java.util.List;

/**
 * The value of {@code $ATTRIBUTE_LIST}: which record holds each attribute of a file that does not
 * fit one. Layout: {@code ATTRIBUTE_LIST_ENTRY} of Microsoft's NTFS documentation.
 */
record AttributeList(List<Entry> entries) {

  /** Windows keeps the list below 256 KiB. */
  static final int MAXIMUM = 256 << 10;

  private static final int ENTRY_HEADER = 0x1A;

  /**
   * One entry.
   *
   * @param reference of the record that holds the attribute
   */
  record Entry(int type, String name, long lowestVcn, long reference, int id) {

    static Entry parse(ByteView b) throws ImageException {
      int attributeTypeCode = b.i32le(0);
      int attributeNameLength = b.u8(6);
      int attributeNameOffset = b.u8(7);
      long lowestVcn = b.u64le(8);
      long segmentReference = b.u64le(16);
      int instance = b.u16le(24);
      b.require(lowestVcn >= 0, "the first cluster of an attribute list entry", 8, lowestVcn);
      String name =
          attributeNameLength == 0
              ? ""
              : Utf16.decode(b.bytes(attributeNameOffset, 2 * attributeNameLength));
      return new Entry(attributeTypeCode, name, lowestVcn, segmentReference, instance);
    }
  }

  /** Ends because each entry takes at least {@link #ENTRY_HEADER} bytes of {@code b}. */
  static AttributeList parse(ByteView b) throws ImageException {
    List<Entry> entries = new ArrayList<>();
    int offset = 0;
    while (b.length() - offset >= ENTRY_HEADER) {
      int recordLength = b.u16le(offset + 4);
      b.require(
          recordLength >= ENTRY_HEADER && recordLength <= b.length() - offset,
          "the length of an attribute list entry",
          offset + 4,
          recordLength);
      entries.add(Entry.parse(b.slice(offset, recordLength)));
      offset += recordLength;
    }
    return new AttributeList(List.copyOf(entries));
  }
}
