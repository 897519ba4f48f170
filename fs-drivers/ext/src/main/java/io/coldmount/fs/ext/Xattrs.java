package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.fs.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The extended attributes of a file, in its inode and in a block. Layout: kernel documentation,
 * filesystems/ext4/attributes.
 */
final class Xattrs {

  private final Volume volume;
  private final Inode inode;

  Xattrs(Volume volume, Inode inode) {
    this.volume = volume;
    this.inode = inode;
  }

  List<FileName> names() throws IOException {
    var names = new ArrayList<FileName>();
    if (inode.xattrOffset() != 0) {
      addNames(XattrEntry.parseInode(inodeBytes(volume, inode), inode), names);
    }
    if (inode.xattrBlock() != 0) {
      addNames(XattrEntry.parseBlock(block(), inode.number()), names);
    }
    return names;
  }

  private static void addNames(List<XattrEntry> entries, List<FileName> names) {
    for (XattrEntry entry : entries) {
      XattrName prefix = XattrName.of(entry);
      if (prefix != null) {
        names.add(prefix.full(entry.name()));
      }
    }
  }

  byte @Nullable [] value(FileName name) throws IOException {
    byte[] value = null;
    if (inode.xattrOffset() != 0) {
      ByteView raw = inodeBytes(volume, inode);
      value = find(name, raw, XattrEntry.parseInode(raw, inode));
    }
    if (value == null && inode.xattrBlock() != 0) {
      ByteView block = block();
      value = find(name, block, XattrEntry.parseBlock(block, inode.number()));
    }
    return value;
  }

  private byte @Nullable [] find(FileName name, ByteView bytes, List<XattrEntry> entries)
      throws IOException {
    for (XattrEntry entry : entries) {
      XattrName prefix = XattrName.of(entry);
      if (prefix != null && prefix.matches(entry, name)) {
        byte[] value =
            entry.valueInode() != 0
                ? fromInode(entry)
                : bytes.bytes(entry.valueOffset(), (int) entry.size());
        if (!prefix.isAccessList()) {
          return value;
        }
        return AccessList.toXattr(
            new ByteView(
                volume.source.name() + " / inode " + inode.number() + " / " + name, 0, value));
      }
    }
    return null;
  }

  /** The inodes that hold values of their own. */
  List<Long> valueInodes() throws IOException {
    var inodes = new ArrayList<Long>();
    if (inode.xattrOffset() != 0) {
      addValueInodes(XattrEntry.parseInode(inodeBytes(volume, inode), inode), inodes);
    }
    if (inode.xattrBlock() != 0) {
      addValueInodes(XattrEntry.parseBlock(block(), inode.number()), inodes);
    }
    return inodes;
  }

  private static void addValueInodes(List<XattrEntry> entries, List<Long> inodes) {
    for (XattrEntry entry : entries) {
      if (entry.valueInode() != 0) {
        inodes.add(entry.valueInode());
      }
    }
  }

  /** All bytes of an inode. */
  static ByteView inodeBytes(Volume volume, Inode inode) throws IOException {
    InodeTable.Piece piece = volume.inodes.piece(inode.number());
    int offset = volume.inodes.offset(inode.number());
    return new ByteView(volume.source.name(), piece.position(), piece.bytes())
        .slice(offset, volume.superblock.inodeSize());
  }

  private ByteView block() throws IOException {
    long block = inode.xattrBlock();
    byte[] bytes = volume.xattrBlocks.get(block, this::loadBlock);
    return new ByteView(volume.source.name(), block << volume.blockSizeBits(), bytes);
  }

  private byte[] loadBlock(long block) throws IOException {
    if (!volume.superblock.holds(block, 1)) {
      throw volume.corrupt(
          inode.number(),
          "its extended attributes are in block " + block + ", which is outside the volume");
    }
    long position = block << volume.blockSizeBits();
    byte[] bytes = volume.source.bytes(position, volume.blockSize());
    var view = new ByteView(volume.source.name(), position, bytes);
    int hMagic = view.i32le(0x0);
    view.require(
        hMagic == Inode.XATTR_MAGIC,
        "h_magic of the extended attributes of inode " + inode.number(),
        0x0,
        hMagic & 0xFFFF_FFFFL);
    long hBlocks = view.u32le(0x8);
    view.require(
        hBlocks == 1,
        "h_blocks of the extended attributes of inode " + inode.number(),
        0x8,
        hBlocks);
    int hChecksum = view.i32le(0x10);
    if (!volume.checksums.matchesXattrBlock(bytes, block, hChecksum)) {
      throw view.corrupt(
          "h_checksum of the extended attributes of inode " + inode.number(),
          0x10,
          hChecksum & 0xFFFF_FFFFL);
    }
    return bytes;
  }

  /** A value that is the content of an inode of its own. */
  private byte[] fromInode(XattrEntry entry) throws IOException {
    long number = entry.valueInode();
    if (!volume.features().incompat(Features.INCOMPAT_EA_INODE)
        || number < volume.superblock.firstInode()
        || number > volume.superblock.inodeCount()) {
      throw volume.corrupt(
          inode.number(), "the value of an extended attribute is in inode " + number);
    }
    Inode holder = volume.inode(number);
    if (!holder.flag(Inode.FLAG_EA_INODE) || holder.size() != entry.size()) {
      throw volume.corrupt(
          inode.number(),
          "the value of an extended attribute, of "
              + entry.size()
              + " bytes, is in inode "
              + number
              + ", which is none or has another size");
    }
    byte[] value = new byte[(int) entry.size()]; // at most XattrEntry.MAX_VALUE
    var target = ByteBuffer.wrap(value);
    new FileData(volume, holder).read(0, target, value.length);
    if (!isOldStyle(holder) && !matchesHash(entry, holder, value)) {
      throw volume.corrupt(
          inode.number(),
          "the value of an extended attribute in inode " + number + " does not match its hash");
    }
    return value;
  }

  /** As Lustre made them, before values could be shared: named by their owner, not hashed. */
  private boolean isOldStyle(Inode holder) {
    return (holder.modified().getEpochSecond() & 0xFFFF_FFFFL) == inode.number()
        && holder.generation() == inode.generation();
  }

  /** The inode has the value's checksum in place of its access time; the entry hashes it again. */
  private boolean matchesHash(XattrEntry entry, Inode holder, byte[] value) {
    if (volume.checksums.ignored()) {
      return true;
    }
    CRC32C crc = volume.checksums.start();
    crc.update(value);
    int valueHash = Checksums.value(crc);
    if (valueHash != (int) holder.accessed().getEpochSecond()) {
      return false;
    }
    return entry.hash() == entryHash(entry.name(), valueHash, true)
        || entry.hash() == entryHash(entry.name(), valueHash, false);
  }

  /** The kernel hashed names as signed characters once, so that either counts. */
  private static int entryHash(byte[] name, int valueHash, boolean unsigned) {
    int hash = 0;
    for (byte b : name) {
      hash = Integer.rotateLeft(hash, 5) ^ (unsigned ? b & 0xFF : b);
    }
    return Integer.rotateLeft(hash, 16) ^ valueHash;
  }
}
