package io.coldmount.diskset.vmdk;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageCache;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The grain directory of a sparse extent, read in pages as they are needed. Where an entry of the
 * primary directory is missing or leads out of the file, the redundant directory's is used.
 */
final class GrainDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(GrainDirectory.class);

  /** How many entries are read and cached together: 2 or 4 KiB of the file. */
  private static final int PAGE = 512;

  private final BlockSource file;
  private final EntryCode code;
  private final long tables;
  private final long offset;
  private final long redundant;
  private final ImageCache.Region<long[]> pages;
  private final long keys;
  private volatile boolean repaired;

  /**
   * @param tables how many entries the directory has
   * @param offset where it begins in the file, in bytes; its entries lie inside the file
   * @param redundant where its copy begins, likewise, or 0
   * @param keys the first of the keys in {@code pages} that belong to this extent
   */
  GrainDirectory(
      BlockSource file,
      EntryCode code,
      long tables,
      long offset,
      long redundant,
      ImageCache.Region<long[]> pages,
      long keys) {
    this.file = file;
    this.code = code;
    this.tables = tables;
    this.offset = offset;
    this.redundant = redundant;
    this.pages = pages;
    this.keys = keys;
  }

  /** Whether an entry of the redundant directory had to stand in. */
  boolean repaired() {
    return repaired;
  }

  /** Where table {@code index} begins in the file, or ABSENT or INVALID. The index is in range. */
  long table(long index) throws IOException {
    long page = index / PAGE;
    return pages.get(keys + page, key -> load(page))[(int) (index % PAGE)];
  }

  /** Where the copy of table {@code index} begins, or ABSENT if there is none. */
  long redundantTable(long index) throws IOException {
    if (redundant == 0) {
      return EntryCode.ABSENT;
    }
    long copy = read(redundant, index, 1)[0];
    return usable(copy) ? copy : EntryCode.ABSENT;
  }

  private long[] load(long page) throws IOException {
    long first = page * PAGE;
    int count = (int) Math.min(PAGE, tables - first);
    long[] primary = read(offset, first, count);
    if (redundant != 0) {
      repair(primary, first, count);
    }
    for (int i = 0; i < count; i++) {
      if (primary[i] != EntryCode.ABSENT && !usable(primary[i])) {
        primary[i] = EntryCode.INVALID;
      }
    }
    return primary;
  }

  private void repair(long[] primary, long first, int count) throws IOException {
    long[] copy = null;
    for (int i = 0; i < count; i++) {
      if (usable(primary[i])) {
        continue;
      }
      if (copy == null) {
        copy = read(redundant, first, count);
      }
      if (usable(copy[i])) {
        primary[i] = copy[i];
        noteRepair();
      }
    }
  }

  private void noteRepair() {
    if (!repaired) {
      repaired = true;
      LOG.warn("{}: {}", file.name(), "its grain directory is damaged; the redundant one is used");
    }
  }

  private boolean usable(long table) {
    return table > 0 && table < file.size();
  }

  private long[] read(long start, long first, int count) throws IOException {
    ByteView view = file.view(start + first * code.size(), count * code.size());
    long[] tables = new long[count];
    for (int i = 0; i < count; i++) {
      long entry = code.size() == 4 ? view.u32le(i * 4) : view.u64le(i * 8);
      tables[i] = code.table(entry);
    }
    return tables;
  }
}
