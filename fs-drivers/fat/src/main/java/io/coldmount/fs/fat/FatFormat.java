package io.coldmount.fs.fat;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileSystem.Condition;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** FAT12, FAT16 and FAT32. */
final class FatFormat implements Format {

  /** A directory has at most 65,536 entries. */
  private static final long MOST_DIRECTORY_BYTES = 65_536L * DirectoryEntries.SIZE;

  private final FatBootSector boot;
  private final VolumeBlocks blocks;
  private final Clusters clusters;
  private final ShortNames shortNames;
  private final FatTimes times;
  private final List<Condition> conditions;

  FatFormat(FatBootSector boot, VolumeBlocks blocks, FatOptions options, List<Condition> conditions)
      throws IOException {
    this.boot = boot;
    this.blocks = blocks;
    this.clusters =
        new Clusters(
            blocks,
            boot.heapSector() * boot.sectorSize(),
            boot.clusterSize(),
            boot.clusterCount(),
            boot.tableSector() * boot.sectorSize(),
            boot.width());
    this.shortNames = new ShortNames(options.codePage());
    this.times = new FatTimes(options.zone());
    var all = new ArrayList<>(conditions);
    all.addAll(FatState.of(boot, clusters, blocks.volume()));
    this.conditions = List.copyOf(all);
  }

  @Override
  public String name() {
    return boot.format();
  }

  @Override
  public String uuid() {
    return boot.serial();
  }

  @Override
  public List<Condition> conditions() {
    return conditions;
  }

  @Override
  public Clusters clusters() {
    return clusters;
  }

  @Override
  public long freeClusters() throws IOException {
    return clusters.countFree();
  }

  @Override
  public char fold(char unit) {
    return Character.toUpperCase(unit);
  }

  @Override
  public Item root() {
    Instant never = times.instant(0, 0, 0);
    return Item.root(ShortEntry.DIRECTORY, boot.rootCluster(), rootBytes(), never);
  }

  private long rootBytes() {
    boolean fixed = boot.rootCluster() == 0;
    return fixed ? (long) boot.rootEntries() * DirectoryEntries.SIZE : MOST_DIRECTORY_BYTES;
  }

  @Override
  public DataMap map(Item item) throws IOException {
    if (item.id() == FatFileSystem.ROOT && boot.rootSector() != 0) {
      return DataMap.of(boot.rootSector() * boot.sectorSize(), item.size());
    }
    return clusters.chain(item.cluster(), item.size(), !item.directory());
  }

  @Override
  public List<DataMap> systemMaps() {
    return List.of();
  }

  @Override
  public Item item(long id) throws IOException {
    long position = id << DirectoryEntries.SHIFT;
    boolean inRoot = boot.rootSector() != 0 && position >= boot.rootSector() * boot.sectorSize();
    if ((position < clusters.heap() && !inRoot)
        || position > blocks.volume().size() - DirectoryEntries.SIZE) {
      throw noEntry(id);
    }
    ByteView b = blocks.cursor().entry(position);
    int first = b.u8(0);
    ShortEntry entry = ShortEntry.parse(b);
    if (first == ShortEntry.END || first == ShortEntry.FREE || entry.isVolumeLabel()) {
      throw noEntry(id);
    }
    return item(id, entry);
  }

  private static NoSuchFileException noEntry(long id) {
    return new NoSuchFileException("node " + id);
  }

  private Item item(long id, ShortEntry entry) {
    long size = entry.isDirectory() ? MOST_DIRECTORY_BYTES : entry.size();
    return new Item(
        id,
        entry.isDirectory(),
        entry.attributes(),
        cluster(entry),
        false,
        size,
        size,
        times.instant(entry.accessedDate(), 0, 0),
        times.instant(entry.writtenDate(), entry.written(), 0),
        created(entry));
  }

  /** FAT12 and FAT16 use the upper half for something else (OS/2: extended attributes). */
  private long cluster(ShortEntry entry) {
    return boot.width() == Clusters.Width.FAT32 ? entry.cluster() : entry.cluster() & 0xFFFF;
  }

  private @Nullable Instant created(ShortEntry entry) {
    return entry.createdDate() == 0
        ? null
        : times.instant(entry.createdDate(), entry.created(), entry.createdTenths());
  }

  @Override
  public void scan(DataMap directory, long slot, ScanSink sink) throws IOException {
    VolumeBlocks.Cursor cursor = blocks.cursor();
    var longName = new LongName();
    long begin = slot;
    long slots = directory.length() >> DirectoryEntries.SHIFT;
    for (long at = slot; at < slots; at++) {
      long position = directory.position(at << DirectoryEntries.SHIFT);
      int first = cursor.u8(position);
      if (first == ShortEntry.END) {
        return;
      }
      if (first != ShortEntry.FREE && ShortEntry.isLongName(cursor.u8(position + 11))) {
        longName.add(cursor.entry(position));
        continue;
      }
      if (first != ShortEntry.FREE
          && !file(cursor.entry(position), begin, at + 1, longName, sink)) {
        return;
      }
      longName.clear();
      begin = at + 1;
    }
    if (directory.defect() != null) {
      sink.damaged(DirectoryEntries.cut(blocks.volume(), directory));
    }
  }

  private boolean file(ByteView b, long begin, long next, LongName longName, ScanSink sink)
      throws CorruptException {
    ShortEntry entry = ShortEntry.parse(b);
    if (entry.isVolumeLabel() || entry.isDots()) {
      return true;
    }
    String shortName = shortNames.text(entry);
    String name = longName.of(entry);
    long id = b.position() >> DirectoryEntries.SHIFT;
    return sink.file(
        begin,
        next,
        name == null ? shortName : name,
        name == null ? "" : shortName,
        id,
        entry.isDirectory(),
        cluster(entry));
  }

  /** The label in the root directory, where guests keep it: the boot sector's may be old. */
  @Override
  public String label() throws IOException {
    DataMap root = map(root());
    VolumeBlocks.Cursor cursor = blocks.cursor();
    for (long at = 0; at < root.length(); at += DirectoryEntries.SIZE) {
      ByteView b = cursor.entry(root.position(at));
      int first = b.u8(0);
      if (first == ShortEntry.END) {
        break;
      }
      ShortEntry entry = ShortEntry.parse(b);
      boolean label =
          entry.isVolumeLabel()
              && !ShortEntry.isLongName(entry.attributes())
              && !entry.isDirectory();
      if (first != ShortEntry.FREE && label) {
        return shortNames.label(entry);
      }
    }
    return "";
  }
}
