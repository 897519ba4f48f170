package io.coldmount.mountd.fuse;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.tree.MountTree;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Writes attributes as {@code linux/fuse.h} lays them out, with the owner and the modes the user
 * asked for.
 */
final class AttributeEncoder {

  /** {@code sizeof(struct fuse_entry_out)}. */
  static final int ENTRY = 128;

  /**
   * How long the kernel may remember names and attributes, in seconds. They never change; the
   * kernel itself forgets what it has no room for.
   */
  static final long VALID = 7L * 24 * 3600;

  /** {@code st_blksize}: the kernel reads whole pages in any case. */
  private static final int BLOCK_SIZE = 4096;

  /** {@code STATX_BASIC_STATS} and {@code STATX_BTIME}. */
  private static final int BASIC = 0x7FF;

  private static final int BIRTH = 0x800;

  private static final int KNOWN_FLAGS =
      Attributes.COMPRESSED
          | Attributes.IMMUTABLE
          | Attributes.APPEND_ONLY
          | Attributes.NO_DUMP
          | Attributes.ENCRYPTED
          | Attributes.VERITY;

  private final MountOptions options;

  AttributeEncoder(MountOptions options) {
    this.options = options;
  }

  /** {@code struct fuse_entry_out}. */
  void entry(ByteBuffer b, long nodeid, long ino, Attributes a) {
    // With the guest's generation a handle of NFS does not reach another file of an older snapshot.
    long generation = nodeid == MountTree.ROOT ? 0 : Integer.toUnsignedLong(a.generation());
    b.putLong(nodeid).putLong(generation).putLong(VALID).putLong(VALID).putInt(0).putInt(0);
    attributes(b, ino, a);
  }

  /** {@code struct fuse_entry_out} of no node: the kernel remembers that there is none. */
  static void noEntry(ByteBuffer b, long valid) {
    b.putLong(0).putLong(0).putLong(valid).putLong(0);
    for (int i = 32; i < ENTRY; i += 8) {
      b.putLong(0);
    }
  }

  /** {@code struct fuse_attr_out}. */
  void reply(ByteBuffer b, long ino, Attributes a) {
    b.putLong(VALID).putInt(0).putInt(0);
    attributes(b, ino, a);
  }

  /** {@code struct fuse_attr}. */
  private void attributes(ByteBuffer b, long ino, Attributes a) {
    Instant accessed = a.accessed();
    Instant modified = a.modified();
    Instant changed = a.changed();
    b.putLong(ino).putLong(a.size()).putLong(blocks(a));
    b.putLong(accessed.getEpochSecond());
    b.putLong(modified.getEpochSecond());
    b.putLong(changed.getEpochSecond());
    b.putInt(accessed.getNano()).putInt(modified.getNano()).putInt(changed.getNano());
    b.putInt(mode(a)).putInt(a.linkCount()).putInt(userId(a)).putInt(groupId(a));
    b.putInt(device(a)).putInt(BLOCK_SIZE).putInt(0);
  }

  /** {@code struct fuse_statx_out}. */
  void statx(ByteBuffer b, long ino, Attributes a) {
    b.putLong(VALID).putInt(0).putInt(0).putLong(0).putLong(0);
    Instant birth = a.birth();
    b.putInt(birth == null ? BASIC : BASIC | BIRTH).putInt(BLOCK_SIZE);
    b.putLong(a.flags() & KNOWN_FLAGS).putInt(a.linkCount());
    b.putInt(userId(a)).putInt(groupId(a));
    b.putShort((short) mode(a)).putShort((short) 0);
    b.putLong(ino).putLong(a.size()).putLong(blocks(a)).putLong(KNOWN_FLAGS);
    time(b, a.accessed());
    time(b, birth == null ? Instant.EPOCH : birth);
    time(b, a.changed());
    time(b, a.modified());
    b.putInt(a.deviceMajor()).putInt(a.deviceMinor()).putInt(0).putInt(0);
    for (int i = 0; i < 14; i++) {
      b.putLong(0);
    }
  }

  private static void time(ByteBuffer b, Instant time) {
    b.putLong(time.getEpochSecond()).putInt(time.getNano()).putInt(0);
  }

  private static long blocks(Attributes a) {
    return (a.allocated() >>> 9) + ((a.allocated() & 511) == 0 ? 0 : 1);
  }

  int mode(Attributes a) {
    int mask = a.type() == FileType.DIRECTORY ? options.directoryMask() : options.fileMask();
    int permissions = a.permissions() & 07777; // whatever a driver says, the type is the type
    return a.type().modeBits()
        | (a.type() == FileType.SYMBOLIC_LINK ? permissions : permissions & ~mask);
  }

  private int userId(Attributes a) {
    return (int) options.userId().orElse(a.userId());
  }

  private int groupId(Attributes a) {
    return (int) options.groupId().orElse(a.groupId());
  }

  /** {@code new_encode_dev} of the kernel: 12 bits of major, 20 of minor. */
  private static int device(Attributes a) {
    int minor = a.deviceMinor();
    return (minor & 0xFF) | ((a.deviceMajor() & 0xFFF) << 8) | ((minor & 0xFFF00) << 12);
  }
}
