package io.coldmount.fs.fat;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** exFAT. Specification: Microsoft, "exFAT file system specification", revision 1.00. */
final class ExfatFormat implements Format {

  /** The specification's limit for a directory. */
  private static final long MOST_DIRECTORY_BYTES = 256L << 20;

  private final ExfatBootSector boot;
  private final VolumeBlocks blocks;
  private final FatOptions options;
  private final FatTimes times;
  private final Clusters clusters;
  private final ExfatEntrySets entrySets;
  private final ExfatSystemEntries system;
  private final UpcaseTable upcase;
  private final NameHashes hashes;
  private final List<Condition> conditions;

  ExfatFormat(ExfatBootSector boot, VolumeBlocks blocks, FatOptions options, List<Condition> found)
      throws IOException {
    this.boot = boot;
    this.blocks = blocks;
    this.options = options;
    this.times = new FatTimes(options.zone());
    this.clusters =
        new Clusters(
            blocks,
            boot.heapSector() << boot.sectorShift(),
            1 << boot.clusterShift(),
            boot.clusterCount(),
            boot.tableSector() << boot.sectorShift(),
            Clusters.Width.EXFAT);
    this.system = systemEntries();
    var all = new ArrayList<>(found);
    UpcaseTable own = upcase(all);
    this.hashes = new NameHashes(own);
    this.upcase = own == null ? UpcaseTable.builtIn() : own;
    this.entrySets = new ExfatEntrySets(blocks, clusters, !options.ignoreChecksums(), hashes);
    this.conditions = List.copyOf(all);
  }

  private ExfatSystemEntries systemEntries() throws IOException {
    try {
      return ExfatSystemEntries.find(blocks, map(root()), boot.activeTable());
    } catch (ImageException e) {
      if (options.probing()) {
        return ExfatSystemEntries.NONE; // it is exFAT, whatever its root directory is like
      }
      throw e;
    }
  }

  /** The volume's own table, or null if there is none that can be read. */
  private @Nullable UpcaseTable upcase(List<Condition> all) throws IOException {
    String problem = "the root directory has none";
    ExfatSystemEntries.Stored stored = system.upcase();
    try {
      if (stored != null) {
        return UpcaseTable.parse(bytes(stored, UpcaseTable.MOST_BYTES), system.upcaseChecksum());
      }
    } catch (ImageException e) {
      problem = e.getMessage();
    }
    all.add(
        new Condition(
            Kind.BACKUP_IN_USE,
            "Names are compared by the rules of Unicode, because the up-case table is damaged ("
                + problem
                + ")."));
    return null;
  }

  private ByteView bytes(ExfatSystemEntries.Stored stored, int most) throws IOException {
    long length = stored.length();
    if (length <= 0 || length > most) {
      throw new CorruptException(
          blocks.volume().name(), "a system file has a length of " + length + " bytes");
    }
    DataMap map = clusters.chain(stored.cluster(), length, true);
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    map.read(blocks.volume(), 0, bytes, FatFileSystem.ROOT);
    return new ByteView(blocks.volume().name(), map.position(0), bytes.array());
  }

  @Override
  public String name() {
    return "exfat";
  }

  @Override
  public String label() {
    return system.label();
  }

  @Override
  public String uuid() {
    return FatBootSector.serialText(boot.serial());
  }

  /** Those of the volume's opening, and what the names that were read since then added. */
  @Override
  public List<Condition> conditions() {
    List<Condition> wrongHashes = hashes.conditions();
    if (wrongHashes.isEmpty()) {
      return conditions;
    }
    var all = new ArrayList<>(conditions);
    all.addAll(wrongHashes);
    return List.copyOf(all);
  }

  @Override
  public Clusters clusters() {
    return clusters;
  }

  @Override
  public long freeClusters() throws IOException {
    ExfatSystemEntries.Stored stored = system.bitmap();
    if (stored == null) {
      throw new CorruptException(
          blocks.volume().name(), "the root directory has no allocation bitmap");
    }
    long length = (clusters.count() + 7) / 8;
    DataMap map = clusters.chain(stored.cluster(), length, true);
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    long used = 0;
    for (long at = 0; at < length; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
      map.read(blocks.volume(), at, buffer, FatFileSystem.ROOT);
      long left = clusters.count() - 8 * at;
      for (int i = 0; i < buffer.limit(); i++, left -= 8) {
        int mask = left >= 8 ? 0xFF : (1 << left) - 1;
        used += Integer.bitCount(buffer.get(i) & mask);
      }
    }
    return clusters.count() - used;
  }

  @Override
  public char fold(char unit) {
    return upcase.of(unit);
  }

  @Override
  public Item root() {
    Instant never = times.instant(0, 0, 0);
    return Item.root(ExfatEntrySet.DIRECTORY, boot.rootCluster(), MOST_DIRECTORY_BYTES, never);
  }

  @Override
  public DataMap map(Item item) throws IOException {
    long bytes = item.directory() ? Math.min(item.size(), MOST_DIRECTORY_BYTES) : item.written();
    return item.contiguous()
        ? clusters.contiguous(item.cluster(), bytes)
        : clusters.chain(item.cluster(), bytes, item.id() != FatFileSystem.ROOT);
  }

  @Override
  public List<DataMap> systemMaps() throws IOException {
    List<DataMap> maps = new ArrayList<>();
    for (ExfatSystemEntries.Stored stored : Arrays.asList(system.bitmap(), system.upcase())) {
      if (stored != null && stored.length() > 0) {
        maps.add(clusters.chain(stored.cluster(), stored.length(), true));
      }
    }
    return maps;
  }

  @Override
  public Item item(long id) throws IOException {
    long position = id << DirectoryEntries.SHIFT;
    if (position < clusters.heap()
        || position - clusters.heap() >= clusters.count() * clusters.size()
        || position > blocks.volume().size() - DirectoryEntries.SIZE
        || blocks.cursor().u8(position) != ExfatEntrySet.FILE) {
      throw new NoSuchFileException("node " + id);
    }
    try {
      return item(id, entrySets.at(position, true));
    } catch (CorruptException chained) {
      try { // the entry does not tell whether its directory has a chain; the checksum does
        return item(id, entrySets.at(position, false));
      } catch (CorruptException contiguous) {
        throw chained;
      }
    }
  }

  private Item item(long id, ExfatEntrySet set) {
    return new Item(
        id,
        set.isDirectory(),
        set.attributes(),
        set.cluster(),
        set.contiguous(),
        set.size(),
        set.written(),
        set.accessed().instant(times),
        set.modified().instant(times),
        set.created().instant(times));
  }

  @Override
  public void scan(DataMap directory, long slot, ScanSink sink) throws IOException {
    entrySets.scan(directory, slot, sink);
  }
}
