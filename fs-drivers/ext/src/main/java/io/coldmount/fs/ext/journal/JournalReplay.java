package io.coldmount.fs.ext.journal;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import io.coldmount.fs.ext.journal.LogScan.End;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Replays a jbd2 journal in memory. What is replayed, and where a log ends, follows {@code
 * fs/jbd2/recovery.c} of the kernel, with one difference: where the kernel refuses to mount because
 * a transaction is damaged, those before it are replayed and the rest is named in a finding.
 */
public final class JournalReplay {

  private JournalReplay() {}

  /**
   * Lays the complete transactions of {@code journal} over {@code volume}. Reads the live part of
   * the log, nothing of the volume.
   *
   * @param volume as it is on the disk
   * @param journal the content of the journal's inode on that volume, from its superblock on
   * @param blockSize of the file system, 1 KiB to 64 KiB
   * @throws IOException only if the host cannot read: a damaged journal is a finding
   */
  public static Replay replay(BlockSource volume, BlockSource journal, int blockSize)
      throws IOException {
    try {
      long available = journal.size() / blockSize;
      var view = journal.view(0, JournalSuperblock.SIZE);
      var superblock = JournalSuperblock.parse(view, blockSize, available);
      return replay(volume, journal, blockSize, superblock);
    } catch (UnsupportedException e) {
      return notReplayed(volume, Kind.JOURNAL_PENDING, e);
    } catch (ImageException e) {
      return notReplayed(volume, Kind.JOURNAL_DAMAGED, e);
    }
  }

  private static Replay notReplayed(BlockSource volume, Kind kind, ImageException reason) {
    String detail =
        "The journal wants recovery and was not replayed, so files may be as they were mid-write: "
            + reason.getMessage()
            + ".";
    return new Replay(volume, 0, 0, 0, List.of(new Condition(kind, detail)));
  }

  private static Replay replay(
      BlockSource volume, BlockSource journal, int blockSize, JournalSuperblock superblock)
      throws IOException {
    if (superblock.start() == 0) {
      return new Replay(volume, 0, 0, 0, List.of());
    }
    End end = new LogScan(journal, superblock, blockSize).run();
    LogReplay replay = new LogReplay(volume, journal, blockSize, superblock, end);
    replay.run();
    BlockMap copies = replay.copies();
    BlockSource overlaid =
        copies.size() == 0 ? volume : new JournalOverlay(volume, journal, blockSize, copies);
    List<Condition> findings = new ArrayList<>(replay.findings());
    if (superblock.fastCommits() && end.damage() == null) {
      FastCommits fast = FastCommits.scan(journal, superblock, blockSize, end.sequence());
      if (fast.count() > 0) {
        findings.add(new Condition(Kind.JOURNAL_PENDING, fast.sentence(end.sequence())));
      }
    }
    return new Replay(overlaid, replay.transactions(), copies.size(), replay.revoked(), findings);
  }
}
