package io.coldmount.diskset.vmdk;

import io.coldmount.block.CorruptException;
import io.coldmount.diskset.HostFile;
import io.coldmount.diskset.chain.FileOrigin;
import io.coldmount.diskset.chain.HostSource;
import io.coldmount.diskset.chain.Origin;
import java.io.IOException;
import java.util.List;

/**
 * Opens a sparse extent of any format: reads its headers, and its directory so far as to know that
 * it is there.
 */
final class SparseOpener {

  private static final int SECTOR = 512;

  private final GrainStore store;
  private final String link;
  private final HostFile file;
  private final HostSource source;
  private final long start;
  private final long length;
  private final List<String> warnings;

  /**
   * @param link the name of the link, for provenance
   * @param start where the extent begins on the disk
   * @param length of the extent, as the descriptor has it
   * @param warnings take what a user should know
   */
  SparseOpener(
      GrainStore store,
      String link,
      HostFile file,
      long start,
      long length,
      List<String> warnings) {
    this.store = store;
    this.link = link;
    this.file = file;
    this.source = new HostSource(file);
    this.start = start;
    this.length = length;
    this.warnings = warnings;
  }

  DiskExtent open(SparseKind kind) throws IOException {
    return switch (kind) {
      case HOSTED -> hosted(SparseKind.hosted(source));
      case COWD -> cowd(CowdHeader.read(source));
      case SE_SPARSE -> seSparse(SeSparseHeader.read(source));
    };
  }

  private DiskExtent hosted(SparseHeader header) throws IOException {
    noteUnclean(header.unclean());
    long grain = header.grainSize() * SECTOR;
    GrainTables tables =
        tables(
            new SectorCode(header.zeroedGrains()),
            header.capacity() * SECTOR,
            grain,
            header.entriesPerTable(),
            header.directoryOffset() * SECTOR,
            header.redundantDirectoryOffset() * SECTOR);
    Origin origin =
        header.compressed()
            ? new PackedGrains(link, file, source, store, (int) grain, start, length, tables)
            : new FileOrigin(link, file, false);
    return new SparseExtent(tables, grain, origin);
  }

  private DiskExtent cowd(CowdHeader header) throws IOException {
    noteUnclean(header.unclean());
    long grain = header.grainSize() * SECTOR;
    GrainTables tables =
        tables(
            new SectorCode(false),
            header.capacity() * SECTOR,
            grain,
            CowdHeader.ENTRIES_PER_TABLE,
            header.directoryOffset() * SECTOR,
            0);
    return new SparseExtent(tables, grain, new FileOrigin(link, file, false));
  }

  private DiskExtent seSparse(SeSparseHeader header) throws IOException {
    SeSparseVolatileHeader.parse(
        source.view(header.volatileHeaderOffset() * SECTOR, SeSparseVolatileHeader.SIZE));
    long grain = header.grainSize() * SECTOR;
    GrainTables tables =
        tables(
            new SeSparseCode(header),
            header.capacity() * SECTOR,
            grain,
            (int) header.tableSize() * SECTOR / Long.BYTES,
            header.directoryOffset() * SECTOR,
            0);
    return new SparseExtent(tables, grain, new FileOrigin(link, file, false));
  }

  private GrainTables tables(
      EntryCode code, long capacity, long grain, int perTable, long offset, long redundant)
      throws IOException {
    if (capacity < length) {
      throw new CorruptException(
          source.name(),
          "its header says "
              + capacity
              + " bytes, but the descriptor of "
              + link
              + " says "
              + length);
    }
    long count = Math.ceilDiv(capacity, grain * perTable);
    long size = count * code.size();
    boolean primary = holds(offset, size);
    boolean copy = holds(redundant, size);
    if (!primary && !copy) {
      throw new CorruptException(
          source.name(),
          "its grain directory ("
              + size
              + " bytes at offset "
              + offset
              + ") lies outside the file, which has "
              + source.size()
              + " bytes: the file is truncated or its header damaged");
    }
    GrainDirectory directory =
        new GrainDirectory(
            source,
            code,
            count,
            primary ? offset : redundant,
            primary && copy ? redundant : 0,
            store.pages(),
            store.newKeys());
    directory.table(0);
    if (!primary || directory.repaired()) {
      warnings.add(source.name() + ": its grain directory is damaged; the redundant one is used.");
    }
    return new GrainTables(source, code, directory, perTable);
  }

  private boolean holds(long offset, long size) {
    return offset > 0 && size <= source.size() && offset <= source.size() - size;
  }

  private void noteUnclean(boolean unclean) {
    if (unclean) {
      warnings.add(
          source.name() + ": it was not closed cleanly; the newest writes may be missing.");
    }
  }
}
