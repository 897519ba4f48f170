package io.coldmount.fs.ext.journal;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fast commits behind a log: what the guest made durable after the last full transaction, as
 * changes of single inodes and names. They are counted, not replayed. Layout: {@code
 * fs/ext4/fast_commit.h} of the kernel, little-endian as the file system; what counts as complete:
 * {@code ext4_fc_replay_scan} in {@code fs/ext4/fast_commit.c}.
 *
 * @param count of complete fast commits
 * @param inodes that they change, the first {@link #MOST_INODES}
 */
record FastCommits(long count, Set<Long> inodes) {

  static final int MOST_INODES = 1000;

  private static final int TAG_ADD_RANGE = 1;
  private static final int TAG_DEL_RANGE = 2;
  private static final int TAG_CREAT = 3;
  private static final int TAG_LINK = 4;
  private static final int TAG_UNLINK = 5;
  private static final int TAG_INODE = 6;
  private static final int TAG_PAD = 7;
  private static final int TAG_TAIL = 8;
  private static final int TAG_HEAD = 9;

  private static final int TL_SIZE = 4;

  /** One sentence for the user. */
  String sentence(int transaction) {
    NumberList numbers = new NumberList("inode");
    new TreeSet<>(inodes).forEach(numbers::add);
    return "The journal ends with "
        + count
        + (count == 1 ? " fast commit" : " fast commits")
        + " behind transaction "
        + Integer.toUnsignedLong(transaction - 1)
        + ", which were not replayed: the last changes to "
        + numbers
        + " and to their names are not shown.";
  }

  /** Reads on from the beginning of the area until something is no part of a complete commit. */
  static FastCommits scan(
      BlockSource journal, JournalSuperblock superblock, int blockSize, int transaction)
      throws IOException {
    Scan scan = new Scan(transaction);
    long block = superblock.last() + 1; // the kernel leaves the block at last unused
    while (block < superblock.length()) {
      if (!scan.block(journal.view(block * blockSize, blockSize))) {
        break;
      }
      block++;
    }
    return new FastCommits(scan.commits, Set.copyOf(scan.complete));
  }

  /** Goes over the tags: one head, then commits that each end with a tail that sums them up. */
  private static final class Scan {
    private final int transaction;
    private final Set<Long> complete = new TreeSet<>();
    private final Set<Long> pending = new TreeSet<>();
    private JournalChecksum checksum = fromZero();
    private boolean begun;
    private long commits;

    Scan(int transaction) {
      this.transaction = transaction;
    }

    /** This checksum begins with zero: four bytes of ones cancel the ones it is made with. */
    private static JournalChecksum fromZero() {
      return new JournalChecksum().with(-1);
    }

    /** Returns whether to go on with the next block. Ends: each turn goes forward. */
    boolean block(ByteView b) throws IOException {
      int at = 0;
      while (at + TL_SIZE < b.length()) {
        int fcTag = b.u16le(at);
        int fcLen = b.u16le(at + 2);
        if (fcLen > b.length() - at - TL_SIZE) {
          return false;
        }
        if (!tag(fcTag, b.slice(at, TL_SIZE + fcLen))) {
          return false;
        }
        at += TL_SIZE + fcLen;
      }
      return true;
    }

    private boolean tag(int fcTag, ByteView whole) throws IOException {
      ByteView value = whole.from(TL_SIZE);
      return switch (fcTag) {
        case TAG_HEAD -> {
          begun = value.length() >= 8 && value.u32le(0) == 0 && value.i32le(4) == transaction;
          checksum.with(whole.buffer());
          yield begun;
        }
        case TAG_ADD_RANGE, TAG_DEL_RANGE, TAG_INODE -> change(whole, value);
        case TAG_CREAT, TAG_LINK, TAG_UNLINK ->
            change(whole, value) && value.length() >= 8 && note(value.u32le(4));
        case TAG_PAD -> {
          checksum.with(whole.buffer());
          yield true;
        }
        case TAG_TAIL -> tail(whole, value);
        default -> false;
      };
    }

    private boolean change(ByteView whole, ByteView value) throws IOException {
      checksum.with(whole.buffer());
      return begun && value.length() >= 4 && note(value.u32le(0));
    }

    private boolean note(long inode) {
      if (pending.size() < MOST_INODES) {
        pending.add(inode);
      }
      return true;
    }

    private boolean tail(ByteView whole, ByteView value) throws IOException {
      if (!begun || value.length() < 8 || value.i32le(0) != transaction) {
        return false;
      }
      checksum.with(whole.slice(0, TL_SIZE + 4).buffer());
      if (checksum.value() != value.i32le(4)) {
        return false;
      }
      commits++;
      if (complete.size() < MOST_INODES) {
        complete.addAll(pending);
      }
      pending.clear();
      checksum = fromZero();
      return true;
    }
  }
}
