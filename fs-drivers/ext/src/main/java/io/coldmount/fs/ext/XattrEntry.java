package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An extended attribute, its value not read. Layout: kernel documentation,
 * filesystems/ext4/attributes.
 *
 * @param nameIndex which prefix the name has
 * @param name behind the prefix
 * @param valueInode the inode that holds the value, or 0 where it stands at {@code valueOffset}
 * @param valueOffset in the bytes that the entry was parsed from
 * @param size of the value, in bytes
 * @param hash of name and value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record XattrEntry(
    int nameIndex, byte[] name, long valueInode, int valueOffset, long size, int hash) {

  /** The kernel's limit, {@code EXT4_XATTR_SIZE_MAX}. */
  static final long MAX_VALUE = 1 << 24;

  /** The header of a block of attributes. */
  static final int BLOCK_HEADER_SIZE = 32;

  private static final int HEADER_SIZE = 16;
  private static final int INDEX_SYSTEM = 7;
  private static final byte[] DATA = {'d', 'a', 't', 'a'};

  /** The entries in an inode that has some; offsets of values count from the first entry. */
  static List<XattrEntry> parseInode(ByteView raw, Inode inode) throws ImageException {
    int first = inode.xattrOffset() + 4;
    return parse(raw, first, first, inode.number());
  }

  /** The entries of a block; offsets of values count from its beginning. */
  static List<XattrEntry> parseBlock(ByteView block, long inode) throws ImageException {
    return parse(block, BLOCK_HEADER_SIZE, 0, inode);
  }

  private static List<XattrEntry> parse(ByteView b, int first, int base, long inode)
      throws ImageException {
    var entries = new ArrayList<XattrEntry>();
    int at = first;
    // Ends: each entry takes at least its header, and reading past the end throws.
    while (b.length() - at >= 4 && b.i32le(at) != 0) {
      int eNameLen = b.u8(at);
      int eNameIndex = b.u8(at + 0x1);
      long eValueInum = b.u32le(at + 0x4);
      long eValueSize = b.u32le(at + 0x8);
      int offset = 0;
      if (eValueSize > MAX_VALUE) {
        throw corrupt(b, "e_value_size", inode, at + 0x8, eValueSize);
      }
      if (eValueInum == 0 && eValueSize != 0) {
        offset = base + b.u16le(at + 0x2);
        if (offset < at || offset > b.length() || b.length() - offset < eValueSize) {
          throw corrupt(b, "e_value_offs", inode, at + 0x2, b.u16le(at + 0x2));
        }
      }
      byte[] name = b.bytes(at + HEADER_SIZE, eNameLen);
      int eHash = b.i32le(at + 0xC);
      entries.add(new XattrEntry(eNameIndex, name, eValueInum, offset, eValueSize, eHash));
      at += (HEADER_SIZE + eNameLen + 3) & ~3;
    }
    return entries;
  }

  private static CorruptException corrupt(
      ByteView b, String field, long inode, int offset, long actual) {
    return b.corrupt(field + " of an extended attribute of inode " + inode, offset, actual);
  }

  /** Whether this is the second part of inline data. */
  boolean isInlineData() {
    return nameIndex == INDEX_SYSTEM && Arrays.equals(name, DATA) && valueInode == 0;
  }
}
