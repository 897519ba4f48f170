package io.coldmount.fs.ext.journal;

import io.coldmount.block.BlockSource;
import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import io.coldmount.fs.ext.journal.LogCursor.LogBlock;
import io.coldmount.fs.ext.journal.LogScan.End;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The second and third pass: collects the revoke records, then maps each block to its copy. */
final class LogReplay {

  private final BlockSource journal;
  private final int blockSize;
  private final JournalSuperblock superblock;
  private final End end;
  private final long volumeBlocks;
  private final DataBlocks data;
  private final BlockMap revokes = new BlockMap(); // block to the last sequence that revokes it
  private final BlockMap copies = new BlockMap();
  private final NumberList damaged = new NumberList("block");
  private final NumberList outside = new NumberList("block");
  private long revoked;

  LogReplay(
      BlockSource volume,
      BlockSource journal,
      int blockSize,
      JournalSuperblock superblock,
      End end) {
    this.journal = journal;
    this.blockSize = blockSize;
    this.superblock = superblock;
    this.end = end;
    this.volumeBlocks = volume.size() / blockSize;
    this.data = new DataBlocks(journal, superblock, blockSize);
  }

  /** Takes a block of the log; the cursor stands behind it. */
  @FunctionalInterface
  private interface Visitor {
    void block(LogBlock block, LogCursor cursor) throws IOException;
  }

  void run() throws IOException {
    pass(this::collectRevokes);
    pass(this::replay);
  }

  /** Where the newest copy of each block lies, as {@link JournalOverlay#copy} packs it. */
  BlockMap copies() {
    return copies;
  }

  long revoked() {
    return revoked;
  }

  long transactions() {
    return Integer.toUnsignedLong(end.sequence() - superblock.sequence());
  }

  /** Ends: the cursor goes around the ring once. */
  private void pass(Visitor visitor) throws IOException {
    LogCursor cursor = new LogCursor(journal, superblock, blockSize);
    while (cursor.sequence() != end.sequence()) {
      LogBlock block = cursor.next();
      if (block == null) {
        return;
      }
      if (block.header().type() == BlockHeader.COMMIT) {
        cursor.nextTransaction();
      } else {
        visitor.block(block, cursor);
      }
    }
  }

  private void collectRevokes(LogBlock block, LogCursor cursor) throws IOException {
    if (block.header().type() == BlockHeader.DESCRIPTOR) {
      cursor.skip(BlockTag.all(block.bytes(), superblock).size());
      return;
    }
    RevokeBlock records = RevokeBlock.parse(block.bytes(), superblock);
    for (int i = 0; i < records.count(); i++) {
      if (isInside(records.block(i))) {
        checkRoom(revokes, "revoked blocks");
        revokes.put(records.block(i), Integer.toUnsignedLong(cursor.sequence()));
      }
    }
  }

  private void replay(LogBlock block, LogCursor cursor) throws IOException {
    if (block.header().type() != BlockHeader.DESCRIPTOR) {
      return;
    }
    List<BlockTag> tags = BlockTag.all(block.bytes(), superblock);
    boolean[] sound = verify(tags, cursor);
    for (int i = 0; i < tags.size(); i++) {
      BlockTag tag = tags.get(i);
      if (isRevoked(tag.block(), cursor.sequence())) {
        revoked++;
      } else if (!sound[i]) {
        damaged.add(tag.block());
      } else if (!isInside(tag.block())) {
        outside.add(tag.block());
      } else {
        checkRoom(copies, "journalled blocks");
        long copy = superblock.wrap(cursor.position(), i);
        copies.put(tag.block(), JournalOverlay.copy(copy, tag.escaped()));
      }
    }
    cursor.skip(tags.size());
  }

  /** Says for each tag whether its copy has the checksum the tag names. */
  private boolean[] verify(List<BlockTag> tags, LogCursor cursor) throws IOException {
    boolean[] sound = new boolean[tags.size()];
    if (!superblock.checksums().perBlock()) {
      java.util.Arrays.fill(sound, true);
      return sound;
    }
    int sequence = cursor.sequence();
    data.read(
        cursor.position(),
        tags.size(),
        (int number, ByteBuffer bytes) -> {
          int computed = LogScan.seeded(superblock).with(sequence).with(bytes).value();
          sound[number] = tags.get(number).matches(computed, superblock.checksums());
        });
    return sound;
  }

  /** A revoke record holds for its own transaction and those before it; the numbers may wrap. */
  private boolean isRevoked(long block, int sequence) {
    long last = revokes.get(block, -1);
    return last >= 0 && sequence - (int) last <= 0;
  }

  private boolean isInside(long block) {
    return block >= 0 && block < volumeBlocks;
  }

  private void checkRoom(BlockMap map, String what) throws UnsupportedException {
    if (map.isFull()) {
      throw new UnsupportedException(
          journal.name(), "a log of more than " + BlockMap.LIMIT + " " + what);
    }
  }

  List<Condition> findings() {
    List<Condition> findings = new ArrayList<>();
    if (transactions() > 0) {
      findings.add(new Condition(Kind.JOURNAL_REPLAYED, replayed()));
    }
    if (end.damage() != null) {
      findings.add(new Condition(Kind.JOURNAL_DAMAGED, stopped(end.damage())));
    }
    if (!damaged.isEmpty()) {
      findings.add(
          new Condition(
              Kind.JOURNAL_DAMAGED,
              "The journal's copies of "
                  + damaged
                  + " have a wrong checksum and were left out: these blocks show an earlier state."));
    }
    if (!outside.isEmpty()) {
      findings.add(
          new Condition(
              Kind.JOURNAL_DAMAGED,
              "The journal holds copies of "
                  + outside
                  + ", which lie outside the volume; they were left out."));
    }
    return findings;
  }

  private String replayed() {
    long first = Integer.toUnsignedLong(superblock.sequence());
    long last = Integer.toUnsignedLong(end.sequence() - 1);
    return "The journal was replayed in memory: "
        + (first == last ? "transaction " + first : "transactions " + first + " to " + last)
        + " with "
        + copies.size()
        + (copies.size() == 1 ? " block" : " blocks")
        + "; the image still holds the state before.";
  }

  private String stopped(String damage) {
    return "The journal's transaction "
        + Integer.toUnsignedLong(end.sequence())
        + " is damaged ("
        + damage
        + "), so neither it nor any after it was replayed: what the guest changed last is missing or"
        + " half done.";
  }
}
