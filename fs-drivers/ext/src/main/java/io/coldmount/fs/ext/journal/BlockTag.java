package io.coldmount.fs.ext.journal;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.util.ArrayList;
import java.util.List;

/**
 * One tag of a descriptor block: where the data block that follows belongs. Layout: kernel
 * documentation, filesystems/ext4/journal, {@code struct journal_block_tag_s} and {@code
 * journal_block_tag3_s}.
 *
 * @param block of the volume; as an unsigned number
 * @param escaped the copy's first four bytes were the journal's magic, and are zeros in the journal
 * @param checksum 16 bits of it in version 2, 32 in version 3
 */
record BlockTag(long block, boolean escaped, int checksum) {

  private static final int FLAG_ESCAPE = 0x1;
  private static final int FLAG_SAME_UUID = 0x2;
  private static final int FLAG_LAST_TAG = 0x8;

  private static final int UUID_SIZE = 16;

  /** The bytes of the checksum at the end of a descriptor or revoke block of versions 2 and 3. */
  static final int TAIL_SIZE = 4;

  /** The tags of a descriptor block, to the last one or as many as it has room for. */
  static List<BlockTag> all(ByteView descriptor, JournalSuperblock journal)
      throws CorruptException {
    int size = size(journal);
    int end = descriptor.length() - (journal.checksums().perBlock() ? TAIL_SIZE : 0);
    List<BlockTag> tags = new ArrayList<>();
    int at = BlockHeader.SIZE;
    while (at + size <= end) { // ends: each turn goes forward
      int flags = descriptor.u16be(at + 6); // also the low half of the 32 bits of version 3
      tags.add(parse(descriptor.slice(at, size), journal, flags));
      at += size + ((flags & FLAG_SAME_UUID) == 0 ? UUID_SIZE : 0);
      if ((flags & FLAG_LAST_TAG) != 0) {
        break;
      }
    }
    return tags;
  }

  private static BlockTag parse(ByteView b, JournalSuperblock journal, int flags)
      throws CorruptException {
    boolean v3 = journal.checksums() == JournalSuperblock.Checksums.V3;
    long tBlocknr = b.u32be(0x0);
    long tBlocknrHigh = journal.wide() ? b.u32be(0x8) : 0;
    int tChecksum = v3 ? b.i32be(0xC) : b.u16be(0x4);
    return new BlockTag((tBlocknrHigh << 32) | tBlocknr, (flags & FLAG_ESCAPE) != 0, tChecksum);
  }

  /** {@code journal_tag_bytes} of the kernel: version 2 leaves two bytes unused behind the rest. */
  private static int size(JournalSuperblock journal) {
    return switch (journal.checksums()) {
      case V3 -> 16;
      case V2 -> journal.wide() ? 14 : 10;
      case V1, NONE -> journal.wide() ? 12 : 8;
    };
  }

  /** Whether {@code computed}, the checksum of the copy, is the one of this tag. */
  boolean matches(int computed, JournalSuperblock.Checksums version) {
    return switch (version) {
      case V3 -> checksum == computed;
      case V2 -> checksum == (computed & 0xFFFF);
      case V1, NONE -> true;
    };
  }
}
