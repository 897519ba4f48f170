package io.coldmount.fs.fat;

import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file or directory of FAT or exFAT. */
final class FatNode implements Node {

  /** As the ntfs3 driver of Linux calls the attributes of DOS: one byte. */
  private static final FileName DOS_ATTRIBUTES = FileName.of("system.dos_attrib");

  private static final int ALL_MAY_READ = 0755;
  private static final int READ_ONLY = 0555;
  private static final byte[] ZEROS = new byte[8192];

  private final FatFileSystem fileSystem;
  private final Item item;
  private volatile @Nullable DataMap map;
  private volatile @Nullable DataMap readable;

  FatNode(FatFileSystem fileSystem, Item item) {
    this.fileSystem = fileSystem;
    this.item = item;
  }

  Item item() {
    return item;
  }

  int weight() {
    DataMap known = map;
    DataMap cut = readable;
    return 256
        + (known == null ? 0 : known.weight())
        + (cut == null || cut == known ? 0 : cut.weight());
  }

  /** Where the data is: read from the allocation table when it is first needed. */
  DataMap map() throws IOException {
    DataMap known = map;
    if (known == null) {
      known = fileSystem.driver().map(item);
      map = known;
      fileSystem.grown(this);
    }
    return known;
  }

  /** The same without what may be another file's. */
  private DataMap readable() throws IOException {
    DataMap known = readable;
    if (known == null) {
      known = fileSystem.readable(item, map());
      readable = known;
      fileSystem.grown(this);
    }
    return known;
  }

  @Override
  public long id() {
    return item.id();
  }

  @Override
  public Attributes attributes() throws IOException {
    boolean readOnly = !item.directory() && (item.attributes() & ShortEntry.READ_ONLY) != 0;
    long size = item.directory() ? map().length() : item.size();
    long cluster = fileSystem.driver().clusters().size();
    long allocated = size > Long.MAX_VALUE - cluster ? size : (size + cluster - 1) & -cluster;
    return new Attributes(
        item.directory() ? FileType.DIRECTORY : FileType.REGULAR,
        readOnly ? READ_ONLY : ALL_MAY_READ,
        1,
        0,
        0,
        size,
        allocated,
        0,
        0,
        item.accessed(),
        item.modified(),
        item.modified(),
        item.created(),
        0,
        0);
  }

  @Override
  public @Nullable Node lookup(FileName name) throws IOException {
    requireDirectory();
    String wanted = Wtf8.decode(name);
    if (wanted == null) {
      return null;
    }
    Format format = fileSystem.driver();
    NameIndex index = fileSystem.index(this);
    var match = new NameMatch(wanted, format);
    for (long slot : index.slots(NameIndex.hash(wanted, format))) {
      format.scan(map(), slot, match);
    }
    if (!match.found()) {
      CorruptException problem = index.damage();
      if (problem != null) {
        throw problem; // the name may be the one that cannot be read
      }
      return null;
    }
    if (match.directory()) {
      if (fileSystem.ancestry(this).contains(match.cluster())) {
        throw FatListing.loop(fileSystem.volume(), match.id());
      }
      fileSystem.parent(match.id(), id());
    }
    return fileSystem.nodeOf(match.id());
  }

  NameIndex makeIndex() throws IOException {
    Format format = fileSystem.driver();
    var names = new NameIndex.Builder(format);
    format.scan(map(), 0, names);
    return names.build();
  }

  @Override
  public void list(long cursor, DirectorySink sink) throws IOException {
    requireDirectory();
    var listing = new FatListing(fileSystem, this, sink);
    fileSystem.driver().scan(map(), Math.max(cursor, 0), listing);
    listing.finish();
  }

  private void requireDirectory() {
    if (!item.directory()) {
      throw new IllegalStateException("node " + item.id() + " is not a directory");
    }
  }

  @Override
  public long parentId() throws IOException {
    return id() == FatFileSystem.ROOT ? FatFileSystem.ROOT : fileSystem.parentOf(id());
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    requireFile();
    if (position < 0 || position >= item.size()) {
      return 0;
    }
    int count = (int) Math.min(target.remaining(), item.size() - position);
    int stored = Math.clamp(item.written() - position, 0, count);
    if (stored > 0) {
      int limit = target.limit();
      target.limit(target.position() + stored);
      try {
        readable().read(fileSystem.volume(), position, target, id());
      } finally {
        target.limit(limit);
      }
    }
    for (int left = count - stored; left > 0; left -= ZEROS.length) {
      target.put(ZEROS, 0, Math.min(left, ZEROS.length));
    }
    return count;
  }

  @Override
  public Extent extent(long position, long length) throws IOException {
    return extent(position, length, true);
  }

  /** As the chain says: whether another file has these clusters, too, is not looked for. */
  @Override
  public Extent allocation(long position, long length) throws IOException {
    return extent(position, length, false);
  }

  private Extent extent(long position, long length, boolean checked) throws IOException {
    requireFile();
    if (position >= item.written()) {
      return Extent.hole(position, length);
    }
    long stored = Math.min(length, item.written() - position);
    DataMap where = checked ? readable() : map();
    return where.extent(fileSystem.volume(), position, stored, id());
  }

  private void requireFile() {
    if (item.directory()) {
      throw new IllegalStateException("node " + item.id() + " is a directory");
    }
  }

  @Override
  public FileName readLink() {
    throw new IllegalStateException("FAT has no symbolic links");
  }

  @Override
  public List<FileName> xattrNames() {
    return List.of(DOS_ATTRIBUTES);
  }

  @Override
  public byte @Nullable [] xattr(FileName name) {
    return name.equals(DOS_ATTRIBUTES) ? new byte[] {(byte) item.attributes()} : null;
  }
}
