package io.coldmount.mountd.os.hive;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays the transaction logs over a hive that was not written to its end. Rules: regf specification,
 * "Dirty state of a hive", "Old format", "New format", "Multiple transaction log files".
 */
final class Recovery {

  /** Larger entries than any log has; one is held in memory while its hashes are checked. */
  private static final int MAX_ENTRY = 64 << 20;

  private static final int HEADER_TIMESTAMP = 12;
  private static final int BIN_TIMESTAMP = BaseBlock.SIZE + 20;

  private record Log(BlockSource source, BaseBlock base) {}

  private final BlockSource primary;
  private final @Nullable BaseBlock base;
  private final List<String> conditions;
  private final Overlay.Builder overlay = new Overlay.Builder();
  private int applied;
  private long lastSequence = -1;

  /**
   * @param base the hive's own base block if it is sound
   * @param conditions takes sentences on what was done
   */
  Recovery(BlockSource primary, @Nullable BaseBlock base, List<String> conditions) {
    this.primary = primary;
    this.base = base;
    this.conditions = conditions;
  }

  /**
   * What was recovered.
   *
   * @param base with the size that the hive has now
   */
  record Recovered(BlockSource source, BaseBlock base) {}

  /** The hive with what its logs hold over it, or null if none of them can be applied. */
  @Nullable Recovered recover(List<BlockSource> files) throws IOException {
    List<Log> logs = logs(files);
    Log old = newest(logs, BaseBlock.Kind.OLD_LOG);
    Log modern = newest(logs, BaseBlock.Kind.NEW_LOG);
    BaseBlock recovered = null;
    if (modern != null) {
      recovered = applyNew(logs.stream().filter(log -> isNew(log)).toList(), modern);
    } else if (old != null) {
      recovered = applyOld(logs);
    }
    if (recovered == null || applied == 0) {
      return null;
    }
    long size = Math.max(primary.size(), BaseBlock.SIZE + recovered.binsSize());
    return new Recovered(overlay.over(primary, size), recovered);
  }

  private static boolean isNew(Log log) {
    return log.base.kind() == BaseBlock.Kind.NEW_LOG;
  }

  private static @Nullable Log newest(List<Log> logs, BaseBlock.Kind kind) {
    return logs.stream()
        .filter(log -> log.base.kind() == kind)
        .max(Comparator.comparingLong(log -> log.base.primarySequence()))
        .orElse(null);
  }

  /** Those of {@code files} that are whole logs. An empty one is usual and not worth a word. */
  private List<Log> logs(List<BlockSource> files) throws IOException {
    List<Log> logs = new ArrayList<>();
    for (BlockSource file : files) {
      if (file.size() < BaseBlock.LOG_SIZE) {
        continue;
      }
      try {
        BaseBlock block = BaseBlock.parse(file.view(0, BaseBlock.LOG_SIZE));
        if (block.isWholeLog()) {
          logs.add(new Log(file, block));
        } else {
          conditions.add("The transaction log " + file.name() + " is not whole: it is left aside.");
        }
      } catch (ImageException e) {
        conditions.add("A transaction log is left aside: " + e.getMessage() + ".");
      }
    }
    return logs;
  }

  private @Nullable BaseBlock applyOld(List<Log> logs) throws IOException {
    for (Log log : logs) {
      if (!fits(log)) {
        conditions.add(
            "The transaction log "
                + log.source.name()
                + " belongs to another state of the hive: it is left aside.");
        continue;
      }
      try {
        applyOld(log);
        conditions.add(
            "The hive was not written to its end: the transaction log "
                + log.source.name()
                + " was applied in memory.");
        return log.base;
      } catch (ImageException e) {
        conditions.add("A transaction log is left aside: " + e.getMessage() + ".");
      }
    }
    return null;
  }

  /** Whether a log was written for the state that the hive is in. */
  private boolean fits(Log log) throws IOException {
    long written = log.base.lastWritten();
    if (base != null) {
      return base.lastWritten() == written;
    }
    // A header with a wrong checksum may still have a whole timestamp; the first bin has a copy.
    return primary.view(HEADER_TIMESTAMP, 8).u64le(0) == written
        || primary.view(BIN_TIMESTAMP, 8).u64le(0) == written;
  }

  private void applyOld(Log log) throws IOException {
    long binsSize = log.base.binsSize();
    int length = DirtyVector.length(binsSize);
    BlockSource source = log.source;
    DirtyVector vector = DirtyVector.parse(source.view(DirtyVector.SECTOR, length));
    long end = vector.firstPage() + (long) vector.sectors().size() * DirtyVector.SECTOR;
    if (end > source.size()) {
      throw new CorruptException(
          source.name(),
          "the log ends before the " + vector.sectors().size() + " sectors it names");
    }
    long from = vector.firstPage();
    for (int sector : vector.sectors()) {
      long to = BaseBlock.SIZE + (long) sector * DirtyVector.SECTOR;
      overlay.put(to, source, from, DirtyVector.SECTOR);
      from += DirtyVector.SECTOR;
    }
    applied++;
  }

  /** Both logs, the one with the earlier entries first; only the newest where the base is lost. */
  private @Nullable BaseBlock applyNew(List<Log> logs, Log newest) throws IOException {
    List<Log> order = new ArrayList<>(base == null ? List.of(newest) : logs);
    order.sort(Comparator.comparingLong(log -> log.base.primarySequence()));
    BaseBlock result = base == null ? newest.base : base;
    for (Log log : order) {
      result = applyEntries(log, result);
    }
    if (applied > 0) {
      conditions.add(
          "The hive was not written to its end: "
              + applied
              + (applied == 1 ? " entry" : " entries")
              + " of its transaction logs were applied in memory.");
    }
    return result;
  }

  private BaseBlock applyEntries(Log log, BaseBlock start) throws IOException {
    BaseBlock result = start;
    long expected = lastSequence >= 0 ? lastSequence + 1 : log.base.primarySequence();
    if (lastSequence < 0 && base != null && expected < base.secondarySequence()) {
      return result; // all of it was written to the hive before
    }
    long at = BaseBlock.LOG_SIZE;
    while (log.source.size() - at >= LogEntry.HEADER) {
      LogEntry entry = entry(log.source, at);
      if (entry == null || entry.sequence() != expected) {
        break;
      }
      for (LogEntry.Page page : entry.pages()) {
        long to = BaseBlock.SIZE + page.target();
        overlay.put(to, log.source, at + page.source(), page.length());
      }
      applied++;
      lastSequence = expected++;
      result = result.grownTo(entry.binsSize());
      at += entry.size();
    }
    return result;
  }

  /** The entry at {@code at}, or null where the entries end. */
  private @Nullable LogEntry entry(BlockSource log, long at) throws IOException {
    ByteView header = log.view(at, LogEntry.HEADER);
    long size = LogEntry.size(header);
    if (size == 0) {
      return null;
    }
    try {
      header.require(
          size >= LogEntry.HEADER
              && size % DirtyVector.SECTOR == 0
              && size <= Math.min(MAX_ENTRY, log.size() - at),
          "the size of a log entry",
          4,
          size);
      return LogEntry.parse(log.view(at, (int) size));
    } catch (ImageException e) {
      conditions.add("The transaction log ends early: " + e.getMessage() + ".");
      return null;
    }
  }
}
