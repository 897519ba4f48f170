package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import io.coldmount.fs.OpenOptions;
import io.coldmount.fs.ext.journal.JournalReplay;
import io.coldmount.fs.ext.journal.Replay;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens one volume: finds the superblock, replays the journal, and notes what is not as usual. */
final class Opening {

  /** {@code s_encoding} of UTF-8 in Unicode 12.1, the only one there is. */
  private static final int ENCODING_UTF8 = 1;

  private final BlockSource bare;
  private final OpenOptions options;
  private final boolean checksumsIgnored;
  private final List<Condition> conditions = new ArrayList<>();

  Opening(BlockSource bare, OpenOptions options) {
    this.bare = bare;
    this.options = options;
    this.checksumsIgnored = options.has(ExtDriver.IGNORE_CHECKSUMS);
  }

  ExtFileSystem open() throws IOException {
    Superblock superblock = findSuperblock();
    requireEncoding(superblock);
    BlockSource source = bare.slice(superblock.features().format(), 0, bare.size());
    note(superblock);
    Volume volume = volume(source, superblock);
    if (wantsRecovery(superblock)) {
      volume = recovered(volume);
    }
    return new ExtFileSystem(volume, List.copyOf(conditions));
  }

  private Volume volume(BlockSource source, Superblock superblock) {
    var checksums = Checksums.of(superblock, checksumsIgnored);
    return new Volume(source, superblock, checksums, options.cache());
  }

  private Superblock findSuperblock() throws IOException {
    var search = new SuperblockSearch(bare, checksumsIgnored);
    String chosen = options.values().get(ExtDriver.SUPERBLOCK);
    if (chosen != null) {
      Superblock copy = search.at(position(chosen));
      if (copy.position() != Superblock.POSITION) {
        conditions.add(
            new Condition(
                Kind.BACKUP_IN_USE,
                "The superblock at block " + chosen + " is in use, as the option sb says."));
      }
      return copy;
    }
    try {
      return search.first();
    } catch (CorruptException e) {
      Superblock copy = search.copy(SuperblockSearch.allGroups());
      if (copy == null) {
        throw e;
      }
      String place = "block " + (copy.position() >> copy.blockSizeBits());
      conditions.add(
          new Condition(
              Kind.BACKUP_IN_USE,
              "The copy of the superblock in " + place + " is in use: " + e.getMessage() + "."));
      return copy;
    }
  }

  private static long position(String chosen) {
    try {
      long block = Long.parseLong(chosen);
      if (block > 0 && block <= Long.MAX_VALUE >> 10) {
        return block << 10;
      }
    } catch (NumberFormatException e) {
      // falls through to the sentence below
    }
    throw new IllegalArgumentException(
        "The option sb takes the number of a block of 1 KiB, not " + chosen + ".");
  }

  private void requireEncoding(Superblock superblock) throws UnsupportedException {
    if (superblock.features().incompat(Features.INCOMPAT_CASEFOLD)
        && superblock.encoding() != ENCODING_UTF8) {
      throw new UnsupportedException(
          bare.name(), "the name encoding " + superblock.encoding() + " of the feature casefold");
    }
  }

  private void note(Superblock superblock) {
    if (superblock.position() == Superblock.POSITION) {
      noteState(superblock);
    }
    long wanted = superblock.blockCount() << superblock.blockSizeBits();
    if (bare.size() < wanted) {
      add(
          Kind.TRUNCATED,
          "The file system has "
              + wanted
              + " bytes, but the volume only "
              + bare.size()
              + ": what lies behind cannot be read.");
    }
    if (checksumsIgnored && superblock.features().metadataChecksums()) {
      add(
          Kind.CHECKSUMS_IGNORED,
          "Checksums are not looked at, as the option ignore_checksums says.");
    }
  }

  /** Copies of the superblock do not keep up with the state. */
  private void noteState(Superblock superblock) {
    boolean recover = superblock.features().incompat(Features.INCOMPAT_RECOVER);
    if ((superblock.state() & Superblock.STATE_VALID) == 0 || recover) {
      add(Kind.DIRTY, "The file system was not cleanly unmounted.");
    }
    if ((superblock.state() & Superblock.STATE_ERRORS) != 0 || superblock.errorCount() > 0) {
      add(
          Kind.ERRORS_RECORDED,
          "The guest has found errors in the file system ("
              + superblock.errorCount()
              + " counted).");
    }
    if (superblock.maxMountCount() > 0 && superblock.mountCount() >= superblock.maxMountCount()) {
      add(
          Kind.CHECK_SCHEDULED,
          "The guest will check the file system at its next start, after "
              + superblock.mountCount()
              + " mounts.");
    }
  }

  private void add(Kind kind, String detail) {
    conditions.add(new Condition(kind, detail));
  }

  /** A copy of the superblock does not tell whether the journal is empty; the journal does. */
  private static boolean wantsRecovery(Superblock superblock) {
    boolean copy = superblock.position() != Superblock.POSITION;
    return superblock.features().incompat(Features.INCOMPAT_RECOVER)
        || (copy && superblock.features().compat(Features.COMPAT_HAS_JOURNAL));
  }

  /** A journal that cannot be found is no reason to show nothing. */
  private @Nullable BlockSource journal(Volume volume) throws IOException {
    try {
      BlockSource journal = Journal.find(volume);
      if (journal == null) {
        add(Kind.JOURNAL_DAMAGED, "The file system wants its journal replayed, but has none.");
      }
      return journal;
    } catch (CorruptException e) {
      add(
          Kind.JOURNAL_DAMAGED,
          "The journal cannot be read, so files may be as they were mid-write: "
              + e.getMessage()
              + ".");
      return null;
    }
  }

  private Volume recovered(Volume volume) throws IOException {
    Superblock before = volume.superblock;
    boolean marked = before.features().incompat(Features.INCOMPAT_RECOVER);
    if (options.has(ExtDriver.NO_RECOVERY)) {
      if (marked) {
        add(
            Kind.JOURNAL_PENDING,
            "The journal wants recovery and is not replayed, as the option norecovery says: files"
                + " may be as they were mid-write.");
      }
      return volume;
    }
    BlockSource journal = journal(volume);
    if (journal == null) {
      return volume;
    }
    Replay replay = JournalReplay.replay(volume.source, journal, before.blockSize());
    conditions.addAll(replay.findings());
    if (replay.blocks() == 0) {
      return volume;
    }
    var search = new SuperblockSearch(replay.overlaid(), checksumsIgnored);
    Superblock after = search.at(before.position());
    volume.forget();
    return volume(replay.overlaid(), after);
  }
}
